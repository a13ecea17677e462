"""An argument goes with its comma, and with the comment about it."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

KEY = "rng_key=random.PRNGKey(0)"
LOC = 'numpyro.sample("loc", dist.Normal()'
LINES = 'numpyro.sample(\n        "loc",\n        dist.Normal(),'


@pytest.mark.parametrize(
    "before, after",
    [
        (f"{LOC}, {KEY})", f"{LOC})"),
        (f"{LOC}, {KEY},)", f"{LOC},)"),
        (
            f'numpyro.sample("loc", {KEY}, fn=dist.Normal())',
            'numpyro.sample("loc", fn=dist.Normal())',
        ),
        (
            f"{LINES}\n        {KEY},  # fixed\n    )",
            f"{LINES}\n    )",
        ),
        (
            f"{LINES}  # wide\n        {KEY}\n    )",
            f"{LINES}  # wide\n    )",
        ),
    ],
)
def test_a_key_is_taken_out(before: str, after: str) -> None:
    first, *rest = before.split("\n")
    marked = "\n".join([f"    {first}  # NPL503", *rest])
    runs = "Predictive(model, num_samples=3)(random.PRNGKey(1))"
    check(
        "NPL503",
        f"def model():\n{marked}\n{runs}",
        f"def model():\n    {after}\n{runs}",
        unsafe=True,
    )
