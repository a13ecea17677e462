"""NPL002: a distribution of a family that is not seen to leak, shared by traces."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import CHAINS, KERNEL

SHARED = """
PRIOR = {made}{mark}
def model():
    numpyro.sample("a", PRIOR)
{runs}
"""


@pytest.mark.parametrize("made", ["dist.Normal(0.0, 1.0)", "dist.HalfNormal(2.0).expand([3])"])
def test_the_construction_moves_into_the_model(made: str) -> None:
    before = SHARED.format(made=made, mark="  # NPL002", runs=CHAINS)
    after = f'def model():\n    PRIOR = {made}\n    numpyro.sample("a", PRIOR)\n{CHAINS}'
    check("NPL002", before, after)


@pytest.mark.parametrize(
    "made, runs",
    [
        ("dist.Normal(0.0, 1.0)", KERNEL),  # whose chains are not known
        ("dist.Normal(0.0, 1.0)", CHAINS.replace("num_chains=4", "num_chains=1")),
        ("dist.TruncatedNormal(0.0, 1.0)", CHAINS),  # a plain Normal
        ("dist.TruncatedNormal(0.0, 1.0, low=0.0)", CHAINS),  # which is NPL001
    ],
)
def test_what_is_shared_without_harm_or_leaks(made: str, runs: str) -> None:
    check("NPL002", SHARED.format(made=made, mark="", runs=runs))
