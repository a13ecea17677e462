"""Branches whose gradient is NaN where they are not selected."""

from __future__ import annotations

import pytest

from nplint.rules.arrays.gradients import Gradients
from tests.helpers.programs import check
from tests.units.rules.arrays.traced import traced


def unguarded(line: str) -> list[str]:
    linked = traced(line)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    gradients = linked.analysis(Gradients)
    found = [gradients.unguarded(call, frame) for call in linked.index.calls_in(frame.scope)]
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


@pytest.mark.parametrize(
    "line, expected",
    [
        *((f"jnp.where(x > 0, {root}(x), 0.0)", [root.rpartition(".")[2]])
          for root in ("jnp.sqrt", "jax.lax.sqrt", "jax.lax.rsqrt")),
        *((f"jnp.where(x > 0, jnp.exp({log}(x)), 0.0)", [log.rpartition(".")[2]])
          for log in ("jnp.log", "jnp.log2", "jnp.log10", "jax.lax.log")),
        *((f"jnp.where(x > 0, {power}(x, 0.5), 0.0)", [power.rpartition(".")[2]])
          for power in ("jnp.power", "jnp.float_power", "jax.lax.pow")),
        *((f"jnp.where(x > 0, {power}(x, 2.0), 0.0)", [])
          for power in ("jnp.power", "jnp.float_power", "jax.lax.pow")),
        *((f"jnp.where(x > 0, {curve}, 0.0)", ["log"])
          for curve in ("jnp.square(jnp.log(x))", "jnp.exp(jnp.log(x))", "jnp.tanh(jnp.log(x))",
                        "jnp.power(jnp.log(x), 2)", "jnp.sum(jnp.square(jnp.log(x)))")),
        *((f"jnp.where(x > 0, {line}, 0.0)", [])
          for line in ("jnp.sum(jnp.log(x))", "-jnp.log(x)", "jnp.log(x) + x")),
        *((f"jnp.where({condition}, jnp.sqrt(x), 0.0)", ["sqrt"])
          for condition in ("x > 0", "x >= 0", "0 < x", "0 <= x", "x > 0.5")),
        *((f"jnp.where({condition}, 0.0, jnp.sqrt(x))", ["sqrt"])
          for condition in ("x < 0", "x <= 0", "0 > x", "0 >= x")),
        *((f"jnp.where({condition}, jnp.sqrt(x), 0.0)", [])
          for condition in ("x < 0", "x <= 0", "0 > x", "x == 0", "x != 0", "x > -0.5", "x",
                            "p > 0", "x > 0 > z", "~(x < 0)")),
        *((f"jnp.where({condition}, x / n, 0.0)", ["/"])
          for condition in ("n != 0", "n > 0", "0 != n", "0.0 < n", "n != 0.0")),
        *((f"jnp.where({condition}, 0.0, x / n)", ["/"]) for condition in ("n == 0", "n <= 0")),
        *((f"jnp.where({condition}, x / n, 0.0)", [])
          for condition in ("n == 0", "n >= 0", "n < 0", "n > 1", "p > 0")),
        ("jnp.where(n > 0, p / n, 0.0)", []),  # no site has a gradient there
        ("jnp.where(z > 0, x / z, 0.0)", []),
        ("jnp.where(x > jnp.pi, jnp.sqrt(x - jnp.pi), 0.0)", ["sqrt"]),
        ("jnp.where(x > jnp.pi, jnp.sqrt(x - jnp.e), 0.0)", []),
        ("jnp.where(x > z, jnp.sqrt(z - x), 0.0)", []),
        ("jnp.where(x > z, jnp.sqrt(x + z), 0.0)", []),
        ("jnp.where(x > 0, jnp.sqrt(x)[0], 0.0)", ["sqrt"]),
        ("d = x - z\n    e = d\n    w = jnp.where(d > 0, jnp.sqrt(e), 0.0)", ["sqrt"]),
        ("d = x - z\n    e = x + z\n    w = jnp.where(d > 0, jnp.sqrt(e), 0.0)", []),
        ("d = x\n    d = d - z\n    w = jnp.where(x > 0, jnp.sqrt(d), 0.0)", []),
        ("jnp.where(2.0 * x > 0, jnp.sqrt(2.0 * x), 0.0)", ["sqrt"]),
        ("jnp.where(2.0 * x > 0, jnp.sqrt(3.0 * x), 0.0)", []),
        ("jnp.where(2.0 * x > 0, jnp.sqrt(2.0 + x), 0.0)", []),
        ("jnp.where(x > 0, jnp.log(x) * z, 0.0)", ["log"]),
        ("jnp.where(x > 0, n * jnp.log(x), 0.0)", []),
        ("jnp.where(x > 0, len(jnp.sqrt(x)), 0.0)", []),
        ("jnp.where(x > 0, *[jnp.sqrt(x), 0.0])", []),
        ("jnp.where(x > 0, jnp.sqrt(x))", []),
        ("np.where(x > 0, jnp.sqrt(x), 0.0)", []),
    ],
)  # fmt: skip
def test_what_is_undefined_in_a_branch(line: str, expected: list[str]) -> None:
    assert unguarded(line) == expected


@pytest.mark.parametrize(
    "decorator, mark",
    [
        *((f"@jax.{name}", "") for name in ("custom_jvp", "custom_vjp", "custom_gradient")),
        ("@jax.jit", "  # NPL705"),
        ("", "  # NPL705"),
    ],
)
def test_a_derivative_that_is_written_by_hand(decorator: str, mark: str) -> None:
    check(
        "NPL705",
        f"""
{decorator}
def root(x):
    return jnp.where(x > 0, jnp.sqrt(x), 0.0){mark}
def model():
    numpyro.factor("b", root(numpyro.sample("a", dist.Normal(0.0, 1.0))))
NUTS(model)
""",
    )
