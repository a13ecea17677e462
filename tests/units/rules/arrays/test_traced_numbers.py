"""Gradients that are NaN, and numbers that single precision makes others of."""

from __future__ import annotations

import pytest

from nplint.model.program import Program
from nplint.rules.arrays.float32 import is_lost_beside_one, rounds_to_one, vanishes
from tests.units.model.test_sites import RUN, program


def traced(line: str, head: str = "") -> Program:
    return program(
        f"""
{head}
def model(n=jnp.ones(3), p=jnp.ones(3)):
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    z = numpyro.sample("z", dist.Normal(0.0, 1.0))
    s = numpyro.sample("s", dist.HalfNormal(1.0))
    y = {line}

{RUN}
"""
    )


def unguarded(line: str) -> list[str]:
    linked = traced(line)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    found = [linked.gradients.unguarded(call, frame) for call in linked.calls_in(frame)]
    return [each.what for each in found if each is not None]


@pytest.mark.parametrize(
    "line, expected",
    [
        ("jnp.where(x > 0, jnp.sqrt(x), 0.0)", ["sqrt"]),
        ("jnp.where(0 < x, 1.0 + 2.0 * jnp.sqrt(x), 0.0)", ["sqrt"]),
        ("jnp.where(x <= 0, 0.0, jnp.exp(jnp.sqrt(x)))", ["sqrt"]),
        ("jnp.where(x >= 0.5, x**1.5, 0.0)", ["**"]),
        ("jnp.where(x > z, jnp.sqrt(x - z), 0.0)", ["sqrt"]),
        ("jnp.where(x <= 1.0, jnp.sqrt(1.0 - x), 0.0)", ["sqrt"]),
        ("jnp.where(x - z > 0, jnp.power(x - z, 0.5), 0.0)", ["power"]),
        ("jnp.where(x > 0, z * jnp.log(x), 0.0)", ["log"]),
        ("jnp.where(x > 0, jnp.log(x) ** 2, 0.0)", ["log"]),
        ("jnp.where(n > 0, x / n, 0.0)", ["/"]),
        ("jnp.where(n != 0, x / n, 0.0)", ["/"]),
        ("jnp.where(x > 0, jnp.log(x), 0.0)", []),
        ("jnp.where(x > 0, 2.0 * jnp.log(x), 0.0)", []),
        ("jnp.where(x > 0, 0.0, jnp.sqrt(x))", []),  # wrong, and not about the gradient
        ("jnp.where(x < 0, jnp.sqrt(x), 0.0)", []),
        ("jnp.where(z > 0, jnp.sqrt(x), 0.0)", []),
        ("jnp.where(x > -1, jnp.sqrt(x), 0.0)", []),
        ("jnp.where(x > 0, x**2, 0.0)", []),
        ("jnp.where(x > 0, jnp.sqrt(jnp.abs(x)), 0.0)", []),
        ("jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)", []),
        ("jnp.where(s > 0.1, jnp.sqrt(s), 0.0)", []),
        ("jnp.where(n > 0, jnp.sqrt(n), 0.0)", []),
        ("jnp.where(n >= 0, x / n, 0.0)", []),
        ("jnp.where(n > 5, x / n, 0.0)", []),
        ("jnp.where(n > p, x / (n - p), 0.0)", []),
        ("jnp.where(n > 0, p / n, 0.0)", []),
        ("jnp.where(x > 0, 1.0 / x, 0.0)", []),
        ("jnp.where(x > 0)", []),
    ],
)
def test_branches_whose_derivative_is_nan_where_they_are_not_selected(
    line: str, expected: list[str]
) -> None:
    assert unguarded(line) == expected


def traps(line: str, head: str = "") -> list[str]:
    linked = traced(line, head)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    return [t.kind for call in linked.calls_in(frame) for t in linked.precision.traps(call, frame)]


@pytest.mark.parametrize(
    "line, expected",
    [
        ("jnp.clip(p, 1e-10, 1 - 1e-10)", ["bound"]),
        ("jnp.clip(p, a_min=1e-10, a_max=1.0 - EPS)", ["bound"]),
        ("jnp.minimum(1 - 1e-9, p)", ["bound"]),
        ("jnp.clip(p, 1e-300, 1.0)", ["zero"]),
        ("jnp.maximum(p, 1e-40)", ["zero"]),
        ("jnp.log(p + 1e-50)", ["zero"]),
        ("jnp.linalg.cholesky(jnp.exp(-p) + 1e-10 * jnp.eye(3))", ["jitter"]),
        ("dist.MultivariateNormal(0.0, jnp.exp(-p) + jnp.eye(3) * EPS)", ["jitter"]),
        ("jnp.clip(p, 1e-6, 1 - 1e-6)", []),
        ("jnp.clip(p, 1e-10, 1.0)", []),
        ("jnp.log(p + 1e-30)", []),
        ("np.clip(p, 1e-300, 1 - 1e-10)", []),
        ("jnp.linalg.cholesky(p + 1e-10 * jnp.eye(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) + 1e-6 * jnp.eye(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) + (s + 1e-10) * jnp.eye(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) + s * jnp.eye(3) + 1e-10 * jnp.eye(3))", []),
    ],
)
def test_numbers_that_single_precision_makes_others_of(line: str, expected: list[str]) -> None:
    assert traps(line, "import numpy as np\nEPS = 1e-10") == expected


@pytest.mark.parametrize(
    "head",
    [
        "numpyro.enable_x64()",
        'jax.config.update("jax_enable_x64", True)',
        "jax.config.jax_enable_x64 = True",
        'import os\nos.environ["JAX_ENABLE_X64"] = "1"',
        "from jax.experimental import enable_x64\nwith enable_x64():\n    pass",
    ],
)
def test_double_precision_that_is_asked_for(head: str) -> None:
    assert traced("x", head).asks_for_float64
    assert not traced("x").asks_for_float64


def test_numbers_as_single_precision_has_them() -> None:
    numpy = pytest.importorskip("numpy")
    for number in (1 - 1e-8, 1 - 2.0**-25, 1 - 2.0**-24, 1 - 1e-7, 0.5):
        assert rounds_to_one(number) is bool(numpy.float32(number) == 1.0)
    for number in (1e-10, 2.0**-25, 2.0**-24, 1e-7, 0.5):
        assert is_lost_beside_one(number) is bool(numpy.float32(1) + numpy.float32(number) == 1)
    assert vanishes(1e-50) and vanishes(1e-40) and not vanishes(1e-37) and not vanishes(0.0)
