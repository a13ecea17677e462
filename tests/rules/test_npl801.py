"""NPL801: a name that a release of NumPyro does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check

HEAD = "import numpyro\n"
NEWEST = "0.22.0"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            """
            from numpyro import handlers as h
            from numpyro.infer import elbo
            elbo.Messenger  # NPL801
            """,
            """
            from numpyro import handlers as h
            from numpyro.infer import elbo
            h.Messenger
            """,
        ),
        (
            "from numpyro.infer_util import log_density as ld, potential_energy  # NPL801\n",
            "from numpyro.infer.util import log_density as ld, potential_energy\n",
        ),
    ],
)
def test_the_edits_are_no_larger_than_needed(before: str, after: str) -> None:
    check("NPL8", before, after, target=NEWEST, head=HEAD)


@pytest.mark.parametrize(
    "program",
    [
        "import numpyro.distributions as dist\ndist.kl_divergence\n",
        "from numpyro.contrib.tfp.mcmc import NoUTurnSampler\n",
    ],
)
def test_a_name_that_is_there_or_not_numpyros(program: str, tmp_path: Path) -> None:
    for codes in ("NPL3", "NPL8"):
        check(codes, program, head=HEAD, target=None, folder=tmp_path)
