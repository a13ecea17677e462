"""Numbers that single precision makes others of."""

from __future__ import annotations

import pytest

from nplint.rules.arrays.precision import Precision, asks_for_float64
from tests.units.rules.arrays.traced import traced


def traps(line: str, head: str = "") -> list[str]:
    linked = traced(line, head)
    (_, trace), *_ = linked.traces
    (frame,) = trace.frames
    calls, precision = linked.index.calls_in(frame.scope), linked.analysis(Precision)
    return [trap.kind for call in calls for trap in precision.traps(call, frame)]


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


SMOOTH = "jnp.exp(-p) + 1e-10 * "


@pytest.mark.parametrize(
    "line, expected",
    [
        *((f"{function}({SMOOTH}jnp.eye(3))", ["jitter"]) for function in
          ("jnp.linalg.cholesky", "jnp.linalg.inv", "jnp.linalg.solve", "jax.scipy.linalg.cholesky",
           "jax.scipy.linalg.cho_factor", "jax.scipy.linalg.solve")),
        *((f"jnp.linalg.cholesky({SMOOTH}{diagonal})", ["jitter"]) for diagonal in
          ("jnp.eye(3)", "jnp.identity(3)", "jnp.diag(jnp.ones(3))")),
        *((f"jnp.{log}(p + 1e-50)", ["zero"]) for log in ("log", "log2", "log10")),
        *((f"jnp.log({site} + 1e-50)", []) for site in
          ("s", 'numpyro.sample("b", dist.Beta(1.0, 1.0))',
           'numpyro.sample("d", dist.Dirichlet(jnp.ones(3)))',
           'numpyro.sample("e", dist.HalfNormal(1.0).expand([3]))')),
        *((f"jnp.log({site} + 1e-50)", ["zero"]) for site in
          ("x", "(s - 1.0)", 'numpyro.sample("f", unknown)',
           'numpyro.sample("g", dist.Poisson(1.0))')),
        ("jnp.linalg.det(jnp.exp(-p) + 1e-10 * jnp.eye(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) - 1e-10 * jnp.eye(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) + 1e-10 * jnp.ones(3))", []),
        ("jnp.linalg.cholesky(jnp.exp(-p) + jnp.eye(3) / 1e10)", []),
        ("jnp.linalg.cholesky(jnp.cos(-p) + 1e-10 * jnp.eye(3))", []),
        ("jnp.clip(p, min=1e-300, max=1 - 1e-10)", ["zero", "bound"]),
        ("jnp.clip(s, 1e-300, 1 - 1e-10)", ["bound"]),
        ("jnp.maximum(1e-40, p)", ["zero"]),
        ("jnp.minimum(p, 1e-40)", []),
        ("jnp.maximum(p, 1 - 1e-10)", []),
        ("jax.lax.log(p + 1e-50)", ["zero"]),
        ("jnp.log(p - 1e-50)", []),
        ("jnp.exp(p + 1e-50)", []),
    ],
)  # fmt: skip
def test_functions_in_which_they_matter(line: str, expected: list[str]) -> None:
    assert traps(line) == expected


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
    assert traced("x", head).analysis(asks_for_float64)
    assert not traced("x").analysis(asks_for_float64)
