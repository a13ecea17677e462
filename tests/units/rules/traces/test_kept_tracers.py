"""Tracers that a model leaves in a list: who computes with them after the run."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.test_npl007 import kept

OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "@", "<", ">", "<=", ">=")
REDUCING = ("max", "mean", "min", "std", "sum", "var")


@pytest.mark.parametrize(
    "after",
    [
        "jnp.stack(means)", "jax.scipy.special.logsumexp(means)", "jax.nn.softmax(means)",
        "np.mean(means)", "float(means[0])", "int(means[0])", "sum(means)", "max(means)",
        "min(means)",
        *(f"means[0] {operator} 1.0" for operator in OPERATORS),
        *(f"means[0].{name}()" for name in REDUCING),
        "print(jnp.stack(means))", "if means[0] > 0: pass", "x = [jnp.log(means[0])]",
    ],
)  # fmt: skip
def test_what_computes_with_them(after: str) -> None:
    check("NPL007", kept(after=after, mark="  # NPL007"))


@pytest.mark.parametrize(
    "after",
    [
        "print(means)", "len(means)", "means + [1.0]", "means * 2", "means[0]", "means[0].shape",
        *(f"jnp.{name}(means)" for name in ("shape", "ndim", "size", "result_type", "isscalar")),
        *(f"np.{name}(means)" for name in ("shape", "ndim", "size")),
        "other(means)", "(jnp.sum if unknown else print)(means)", "str(means[0])", "list(means)",
        "means[0] is None",
    ],
)  # fmt: skip
def test_what_does_not(after: str) -> None:
    check("NPL007", kept(after=after))
