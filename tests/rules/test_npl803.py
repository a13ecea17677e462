"""NPL803: a call that a release of NumPyro does not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check

HEAD = "import numpyro\n"
NEWEST = "0.22.0"
MCMC = "from numpyro.infer import MCMC\nMCMC(1, 2, 3)"


@pytest.mark.parametrize(
    ("program", "requirements"),
    [
        (f"{MCMC}  # NPL803", ""),
        (f"{MCMC}  # NPL803", "numpyro==0.9.2"),
        (f"{MCMC}  # NPL803", "numpyro==0.15.9"),
        # Nothing was seen of releases that old.
        (MCMC, "numpyro==0.6.0"),
    ],
)
def test_the_target_decides(program: str, requirements: str, tmp_path: Path) -> None:
    written = f"\n--- requirements.txt\n{requirements}" if requirements else ""
    check("NPL8", program + written, head=HEAD, target=None, folder=tmp_path)
    check("NPL3", program + written, head=HEAD, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ("plate('N')", "it is not given `size`"),
        ("subsample()", "it is not given `data` and `event_dim`"),
        ("deterministic('a', 1, 2)", "it takes 2 arguments by position, not 3"),
        ("set_host_device_count(1, 2)", "it takes one argument by position, not 2"),
        ("prng_key(1)", "it takes no argument by position, not 1"),
        ("plate('N', 1, name='a')", "it gets `name` twice"),
        ("factor('a', 1, x=1, y=2)", "it takes no `x` and no `y`"),
    ],
)
def test_messages_say_what_does_not_fit(call: str, complaint: str, tmp_path: Path) -> None:
    message = f"…on NumPyro 0.22.0: {complaint} (your project does…"
    program = f"numpyro.{call}  # NPL803: {message}\n"
    check("NPL8", program, head=HEAD, target=None, folder=tmp_path)
    check("NPL3", program, head=HEAD, target=None, folder=tmp_path)


@pytest.mark.parametrize(
    "program",
    [
        "import pytest\nwith pytest.raises(TypeError):\n    numpyro.plate('N')\n",
        "from numpyro.primitives import plate\nplate.process_message(1, 2)\n",
    ],
)
def test_a_call_that_fails_on_purpose_or_is_not_numpyros(program: str, tmp_path: Path) -> None:
    for codes in ("NPL3", "NPL8"):
        check(codes, program, head=HEAD, target=None, folder=tmp_path)


def test_the_edits_are_no_larger_than_needed() -> None:
    before = "from numpyro.infer import MCMC\nMCMC(k, 1, num_samples=2)  # NPL803\n"
    after = "from numpyro.infer import MCMC\nMCMC(k, num_warmup=1, num_samples=2)\n"
    check("NPL8", before, after, target=NEWEST, head=HEAD)


@pytest.mark.parametrize(
    "program",
    [
        # The same name would be given twice, or what is spread is not seen.
        "from numpyro.infer import MCMC\nMCMC(k, 1, 2, num_warmup=3)  # NPL803\n",
        "from numpyro.infer import MCMC\nMCMC(k, *counts)\n",
        # Up to 0.8 the first argument was the bound.
        "import numpyro.distributions as dist\ndist.TruncatedNormal(0, 2, 10)  # NPL803\n",
    ],
)
def test_no_fix_where_it_could_be_wrong(program: str) -> None:
    check("NPL8", program, program, unsafe=True, target=NEWEST, head=HEAD)
