"""NPL006: a cached value that keeps a tracer."""

from __future__ import annotations

from tests.helpers.programs import check


def test_a_cache_that_may_hold_arrays_of_numpy_is_not_told_of() -> None:
    raises = "…over a lambda computes…: `MCMC(…).run(…)` raises…"
    check(
        "NPL006",
        f"""
@functools.cache
def basis(n):
    return jnp.linspace(0.0, 1.0, n)
@functools.cache
def nothing(n):
    pass
@functools.cache
def either(n):
    return jnp.ones(3) if wide(n) else np.ones(3)
model = lambda y=None: numpyro.sample(
    "y", dist.Normal(basis(5) + nothing(5) + either(5), 1.0), obs=y  # NPL006 `basis(5)`: {raises}
)
Predictive(model, num_samples=500)(key)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, 1.0)
Predictive(model, num_samples=500)(key)
""",
    )
