"""NPL711: a number of what JAX computes from data in a model."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def in_model(line: str) -> str:
    return f"""
            GRID = jnp.linspace(0.0, 1.0, 5)
            def model(data):
                numpyro.sample("a", dist.Normal(0.0, 1.0))
                {line}
            MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, np.arange(3))
            """


@pytest.mark.parametrize(
    "line",
    [
        "if jnp.any(data > 0): pass  # NPL711: the decision on `jnp.any(data > 0)` needs a number…",
        "if GRID[0] > 0: pass  # NPL711 `GRID[0] > 0`",
        "if (GRID > 0).all(): pass  # NPL711",
        "n = int(jnp.max(data))  # NPL711: `int` needs a number, but JAX…: ConcretizationTypeError",
        "n = jnp.max(data).item()  # NPL711: `.item()` needs…",
        "n = np.log(jnp.sum(data))  # NPL711 `np.log(jnp.sum(data))`: …TracerArrayConversionError",
        "n = jnp.unique(data)  # NPL711: `jnp.unique` needs…",
        "n = jnp.unique(GRID)  # NPL711",
        "n = [1.0, 2.0][jnp.argmax(data)]  # NPL711: …TracerIntegerConversionError",
        "b = GRID[GRID > 0.5]  # NPL711: `GRID[GRID > 0.5]` needs…: NonConcreteBooleanIndexError",
    ],
)
def test_what_needs_a_number(line: str) -> None:
    check("NPL711", in_model(line))


@pytest.mark.parametrize(
    "line",
    ["if np.any(data > 0): pass", "n = int(np.max(data))", "n = int(GRID.shape[0])",
     "n = jnp.unique(data, size=2)", "b = GRID[data]", "if jnp.ndim(data): pass",
     "n = int(jnp.finfo(float).bits)", "if jnp.issubdtype(data.dtype, float): pass",
     "if other(data): pass", "n = jnp.unique(other(data))",
     "f = jax.nn.initializers.normal()\n                if f: pass"],
)  # fmt: skip
def test_what_is_known(line: str) -> None:
    check("NPL711", in_model(line))


def test_what_depends_on_a_site_is_told_by_other_rules() -> None:
    check(
        "NPL711",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            if jnp.any(a > 0):
                pass
        NUTS(model)
        """,
    )


def test_outside_of_models_arrays_have_numbers() -> None:
    check(
        "NPL711",
        """
        def count(data):
            return int(jnp.max(data))
        def model():
            numpyro.sample("a", dist.Normal(0.0, count.__name__ and 1.0))
        NUTS(model)
        if jnp.any(x > 0):
            count(x)
        """,
    )
