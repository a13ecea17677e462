"""Branches whose gradient is NaN where they are not selected."""

from __future__ import annotations

import pytest

from nplint.rules.arrays.gradients import Gradients
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
