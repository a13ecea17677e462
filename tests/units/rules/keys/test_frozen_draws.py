"""A seed in the model, and the handlers that leave it to that which numbers a site draws."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

AROUND = ("numpyro.plate('N', 3)", "handlers.scale(scale=2.0)", "handlers.mask(mask=True)",
          "handlers.scope(prefix='p')")  # fmt: skip
PROGRAM = """
def model(key):
    with {handlers}:{mark}
        numpyro.sample("a", dist.Normal())
Predictive(model, num_samples=9)(key, key)
"""


@pytest.mark.parametrize("around", AROUND)
def test_handlers_that_decide_nothing(around: str) -> None:
    for handlers in (
        f"handlers.seed(rng_seed=0), {around}",
        f"{around}, handlers.seed(rng_seed=0)",
    ):
        check("NPL503", PROGRAM.format(handlers=handlers, mark="  # NPL503"))


@pytest.mark.parametrize(
    "around",
    ["handlers.substitute(data={})", "handlers.seed(rng_seed=1)", "handlers.seed(rng_seed=key)",
     "unknown()"],
)  # fmt: skip
def test_others_may(around: str) -> None:
    check("NPL503", PROGRAM.format(handlers=f"handlers.seed(rng_seed=0), {around}", mark=""))


def test_a_seed_that_the_run_gives() -> None:
    check("NPL503", PROGRAM.format(handlers="handlers.seed(rng_seed=key)", mark=""))
