"""NPL707: numbers that single precision makes others of."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def test_one_function_of_two_models() -> None:
    check(
        "NPL707",
        """
        def bounded(p):
            return jnp.clip(p, 0.1, 1 - 1e-10)  # NPL707
        def one(p):
            numpyro.sample("a", dist.Beta(1.0, 1.0 - bounded(p)))
        def two(p):
            numpyro.sample("a", dist.Beta(2.0, 1.0 - bounded(p)))
        MCMC(NUTS(one), num_warmup=1, num_samples=1).run(key, x)
        MCMC(NUTS(two), num_warmup=1, num_samples=1).run(key, x)
        """,
    )


def test_one_trap_of_two_runs() -> None:
    check(
        "NPL707",
        """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)  # NPL707
            numpyro.sample("a", dist.Beta(1.0, 1.0 - p))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)
        """,
    )


def test_sites_that_clamp_and_others() -> None:
    check(
        "NPL707",
        """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)
            q = jnp.clip(x, 0.1, 1 - 1e-10)  # NPL707
            numpyro.sample("a", dist.Bernoulli(p))
            numpyro.sample("b", dist.Categorical(p))
            numpyro.sample("c", dist.BernoulliProbs(p))
            numpyro.sample("d", dist.CategoricalProbs(p))
            numpyro.sample("e", dist.Bernoulli(q))
            numpyro.sample("f", dist.Beta(1.0, 1.0 - q))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    )


BOUND = """
def model(p, y):
    q = jnp.clip(p, 1e-10, 1 - 1e-10)  # NPL707
    numpyro.factor("f", {used}.sum())
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x, x)
"""
INFINITE = (
    "jax.scipy.special.logit(q)", "jax.scipy.special.ndtri(q)", "jnp.arctanh(q)", "jnp.atanh(q)",
    "jax.scipy.special.erfinv(q)", "jax.scipy.stats.norm.ppf(q)", "dist.Normal().icdf(q)",
    *(f"jnp.{name}(1 - q)" for name in ("log", "log2", "log10", "reciprocal")),
    *(f"jnp.log(1 - jnp.{name}(q))" for name in
      ("array", "asarray", "atleast_1d", "concatenate", "hstack", "mean", "prod", "ravel",
       "squeeze", "stack", "sum", "transpose")),
    *(f"jnp.log(1 - jnp.{name}(q, 3))" for name in
      ("broadcast_to", "expand_dims", "repeat", "reshape", "tile")),
    "jnp.log(1 - jnp.where(y, q, 0.5))",
)  # fmt: skip


@pytest.mark.parametrize("used", INFINITE)
def test_a_function_that_is_infinite_at_the_bound(used: str) -> None:
    check("NPL707", BOUND.format(used=used))
