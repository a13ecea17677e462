"""NPL010: a model that reads data which changed since it was compiled."""

from __future__ import annotations

from tests.helpers.programs import check


def test_data_that_changes_twice_is_told_of_where_it_is_first_stale() -> None:
    stale = "the second `mcmc.run(…)` gives the posterior of the first `lengths`…"
    check(
        "NPL010",
        f"""
def model():
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=lengths)
mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
lengths = jnp.ones(10)
mcmc.run(key)
lengths = jnp.ones(10) * 101.0  # NPL010 `lengths`: {stale}
mcmc.run(key)
lengths = jnp.ones(10) * 102.0
mcmc.run(key)
""",
    )


def test_a_model_that_is_handed_something_else_is_compiled_again() -> None:
    check(
        "NPL010",
        """
def model(a=None):
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=lengths)
mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
lengths = jnp.ones(10)
mcmc.run(key)
lengths = jnp.ones(10) * 101.0
mcmc.run(key, 1.0)
""",
    )
