"""Ranges of values: what is linear in a site on the real line, and what is not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from nplint.analyses.array_ranges import array_ranges
from nplint.domains.interval import POSITIVE, REAL, UNIT, Interval, point
from tests.units.rules.arrays.traced import traced


def range_of(line: str) -> Interval:
    linked = traced(line)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    value = frame.scope.bindings["y"][0].value
    assert value is not None
    return linked.analysis(array_ranges).of(value, frame).interval


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
    assert range_of(line).is_real_line


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
    assert not range_of(line).is_real_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jnp.exp(x)", replace(POSITIVE, exact=True)),
        ("jnp.exp(x + z)", replace(POSITIVE, exact=True)),
        ("x + x", REAL),
        ("x - x.mean()", replace(REAL, nan=True)),
        ("jnp.exp(x) + 1.0", Interval(1.0, math.inf, True, True, exact=True)),
        ("-s", Interval(-math.inf, 0.0, True, True, exact=True)),
        ("s + 0.5", Interval(0.5, math.inf, True, True, exact=True)),
        ("jax.nn.sigmoid(x)", Interval(0.0, 1.0, True, True, exact=True)),
        ("jnp.abs(x)", Interval(0.0, math.inf, False, True, exact=True)),
        ("jnp.clip(x, 0.0, 1.0)", UNIT),
        ("jnp.maximum(x, 2.0)", Interval(2.0, math.inf, False, True)),
        ("jax.nn.softmax(x * p)", UNIT),
        ("2.0 + 1", replace(point(3.0), integer=False)),
    ],
)
def test_ranges(line: str, expected: Interval) -> None:
    found = range_of(line)
    assert replace(found, integer=False) == expected
