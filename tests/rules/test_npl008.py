"""NPL008: a distribution of one's own that keeps what it computes in a trace."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import CHAINS, RUN


def bump(before: str = "", method: str = "", mark: str = "") -> str:
    """Return a distribution of one's own with a cached property, one for all traces of a model."""
    return f"""
class Bump(dist.Distribution):
    def __init__(self, scale):
        self.scale = scale
    @functools.cached_property
    def log_norm(self):
        return jnp.log(self.scale)
    def log_prob(self, value):
        return -0.5 * (value / self.scale) ** 2 - self.log_norm
    {method}
PRIOR = Bump(2.0){mark}
{before}
def model():
    numpyro.sample("a", PRIOR)
    numpyro.sample("b", PRIOR)
"""


MARK = "  # NPL008 `Bump(2.0)`"


@pytest.mark.parametrize(
    "before",
    [
        "PRIOR.log_prob(1.0)",
        "PRIOR.log_norm",
        "PRIOR.sample(key)",
        "PRIOR.mean",
        "PRIOR.variance",
        "PRIOR.cdf(1.0)",
        "PRIOR.icdf(0.5)",
    ],
)
def test_an_instance_that_was_evaluated_before_holds_numbers(before: str) -> None:
    check("NPL008", bump(before) + RUN + CHAINS * 2)


@pytest.mark.parametrize(
    "before",
    ["PRIOR.scale", "Bump(3.0).log_prob(1.0)", "dist.Normal().log_prob(1.0)", ""],
)
def test_an_instance_that_was_not_evaluated_before_keeps_tracers(before: str) -> None:
    check(
        "NPL008",
        bump(before, mark=f"{MARK}: …shared by the 4 chains of `model`…") + RUN + CHAINS * 2,
    )


def test_what_its_own_class_does_with_an_instance_is_no_evaluation_before() -> None:
    method = "def twice(self):\n        return 2.0 * self.log_prob(1.0)"
    check("NPL008", bump(method=method, mark=MARK) + CHAINS)


@pytest.mark.parametrize("target, mark", [("any", MARK), ("0.15.2", MARK), (">=0.16", "")])
def test_the_guard_of_newer_releases_is_for_their_own_property(target: str, mark: str) -> None:
    check("NPL008", bump(mark=MARK) + CHAINS, target=target)
    lazy = (bump(mark=mark) + CHAINS).replace("functools.cached_property", "lazy_property")
    imported = "from numpyro.distributions.util import lazy_property\n"
    check("NPL008", imported + lazy, target=target)
