"""Values that are linear in a site on the real line."""

from __future__ import annotations

import pytest

from nplint.analyses.real_valued import Reals
from tests.units.rules.arrays.traced import traced


def is_real(line: str) -> bool:
    linked = traced(line)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    value = frame.scope.bindings["y"][0].value
    assert value is not None
    return linked.analysis(Reals).is_real(value, frame)


@pytest.mark.parametrize(
    "line",
    [
        "x", "x + 1.0", "x - 1.0", "1.0 - x", "2.0 * x", "-x", "x @ p", "p @ x", "x[0]", "x + s",
        *(f"jnp.{name}(p, x)" for name in ("dot", "matmul", "tensordot")),
        "jnp.einsum('i,i', p, x)", "jnp.sum(x)", "jnp.squeeze(x)",
        "x.sum()", "x.dot(p)", "x.reshape(-1)", "x.squeeze()", "x.T",
        'numpyro.sample("r", dist.Cauchy(0.0, 1.0))',
        'numpyro.sample("r", dist.Normal(0.0, 1.0).expand([3]).to_event(1))',
        'numpyro.sample("r", dist.MultivariateNormal(0.0, jnp.eye(3)))',
    ],
)  # fmt: skip
def test_linear_predictors(line: str) -> None:
    assert is_real(line)


@pytest.mark.parametrize(
    "line",
    [
        "s", "s + 1.0", "2.0 * s", "p", "1.0", "x ** 2", "x > 0", "jnp.exp(x)", "jnp.abs(x)",
        "x.argmax()", "jnp.sum(p)", "p.sum()", "p.T", "p[0]", "x if n else s",
        'numpyro.sample("r", dist.Gamma(1.0, 1.0))', 'numpyro.sample("r", unknown)',
        'numpyro.sample("r")', 'numpyro.deterministic("r", s)',
    ],
)  # fmt: skip
def test_what_is_bounded_or_not_known(line: str) -> None:
    assert not is_real(line)
