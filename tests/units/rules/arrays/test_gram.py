"""Kernels of points that are written out: whether they need a jitter."""

from __future__ import annotations

import pytest

from tests.units.rules.arrays.test_precision import traps

# Kernels that are well-conditioned where points are some units apart, and singular where they meet.
KERNELS = (
    "jnp.exp(-0.5 * (X[:, None] - X[None, :]) ** 2)",
    "jnp.exp(-0.5 * (X[:, None] - X[None]) ** 2)",
    "jnp.exp(-jnp.square(X[:, None] - X))",
    "jnp.exp(jnp.negative(jnp.square(X[:, None] + -X)))",
    "jnp.exp(-jnp.abs(X[:, None] - X))",
    "jnp.exp(-jnp.sqrt((X[:, None] - X) ** 2))",
    "jnp.exp((X - X[:, None]) * (X[:, None] - X) / 2.0)",
    "jnp.exp(-np.exp(0.5) * (X[:, None] - X) ** 2)",
    "jnp.exp(jnp.array(-1.0) * (X[:, None] - X) ** 2)",
)
POINTS = (
    "jnp.array([0.0, 10.0, 20.0])", "jnp.asarray([0.0, 10.0, 20.0])", "np.array([0, 10, 20])",
    "np.asarray([0, 10, 20])", "jnp.linspace(0.0, 20.0, 3)", "np.linspace(0.0, 20.0, 3)",
    "jnp.arange(3)", "jnp.arange(3) * 10.0", "jnp.arange(0.0, 30.0, 10.0)", "np.arange(1, 4)",
)  # fmt: skip


def jitters(kernel: str, points: str) -> list[str]:
    line = f"jnp.linalg.cholesky({kernel} + 1e-10 * jnp.eye(3))"
    return traps(line, f"import numpy as np\nX = {points}")


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_are_computed(kernel: str) -> None:
    assert jitters(kernel, "jnp.array([0.0, 10.0, 20.0])") == []
    assert jitters(kernel, "jnp.array([0.0, 10.0, 10.00001])") == ["jitter"]


@pytest.mark.parametrize("points", POINTS)
def test_points_are_computed(points: str) -> None:
    assert jitters(KERNELS[0], points) == []
    assert jitters(KERNELS[0], f"{points} / 1e5") == ["jitter"]


@pytest.mark.parametrize(
    "points, expected",
    [
        ("jnp.arange(0.0, 1000.0, 10.0)", []),
        ("jnp.arange(0.0, 1001.0, 10.0)", ["jitter"]),  # 101 points are not looked at
        ("jnp.arange(0.0, 30.0, 0.0)", ["jitter"]),
        # 0.1 apart they need a jitter, 0.15 apart they do not.
        ("jnp.linspace(0.0, 0.4, 3)", []),
        ("jnp.linspace(0.0, 0.2, 3)", ["jitter"]),
        ("jnp.linspace(1.0, 1.4, 3)", []),
        ("jnp.linspace(1.0, 1.2, 3)", ["jitter"]),
        ("jnp.arange(1.0, 1.5, 0.2)", []),
        ("jnp.arange(1.0, 1.25, 0.1)", ["jitter"]),
        ("jnp.arange(3) * 0.2", []),
        ("jnp.arange(3) * 0.1", ["jitter"]),
        ("-jnp.arange(3) * 0.2", []),
        ("-jnp.arange(3) * 0.1", ["jitter"]),
        ("+jnp.arange(3) * 0.2", []),
        ("jnp.arange(3) * 0.8 / 2.0 / 2.0", []),
        ("jnp.arange(3) * 0.8 / 2.0 / 4.0", ["jitter"]),
        ("jnp.arange(0)", ["jitter"]),
        ("jnp.linspace(0.0, 20.0)", ["jitter"]),
        ("jnp.linspace(0.0, 20.0, 1)", ["jitter"]),
        ("jnp.array([0.0, n, 20.0])", ["jitter"]),
        ("jnp.array(['a', 'b'])", ["jitter"]),
        ("jnp.tan(jnp.arange(3))", ["jitter"]),
        ("jnp.array()", ["jitter"]),
        ("jnp.arange(3) / 0.0", ["jitter"]),
        ("jnp.sqrt(-jnp.arange(3.0))", ["jitter"]),
    ],
)
def test_points_that_are_not_known(points: str, expected: list[str]) -> None:
    assert jitters(KERNELS[0], points) == expected


@pytest.mark.parametrize(
    "kernel",
    [
        "jnp.exp(-X)",  # is no matrix
        "jnp.exp(-X[0])",
        "jnp.exp(-X[:, None])",
        "jnp.exp(-X[:, None, None])",
        "jnp.exp(-p)",
        "jnp.exp(X[:, None] // X)",
        "jnp.exp(-X[:, None] * jnp.arange(4))",
    ],
)
def test_kernels_that_are_not_known(kernel: str) -> None:
    assert jitters(kernel, "jnp.array([0.0, 10.0, 20.0])") == ["jitter"]
