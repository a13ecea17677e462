"""Programs at the edges of the rules on traces (NPL0xx) and traced values (NPL7xx)."""

from __future__ import annotations

PROGRAMS = {
    "NPL001 chains that are not known": """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # here
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        """,
    "NPL001 runs of one chain, of some and of several": """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # here
        def model():
            numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=1).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=n).run(key)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=4).run(key)
        """,
    "NPL001 a lambda": """
        numpyro.set_host_device_count(4)
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)  # here
        model = lambda: numpyro.sample("a", PRIOR)
        MCMC(NUTS(model), num_warmup=1, num_samples=1, num_chains=2).run(key)
        """,
    "NPL704 updates, and what is none": """
        table = {}
        class Table:
            at = {}
        def update(values, index):
            table.at[index].set(1.0)
            Table.at[index].set(1.0)
            Table().at[index].set(1.0)
            values.at[index].get()
            values.of[index].set(1.0)
            values.at.set(1.0)
            values.at[index].set()
            values.at[index].multiply(2.0)  # here
            values.at[index].mul(2.0)  # here
            values.at[index].divide(2.0)  # here
            values.at[index].power(2.0)  # here
            values.at[index].subtract(2.0)  # here
            values.at[index].min(2.0)  # here
            values.at[index].max(2.0)  # here
            values.at[index].apply(jnp.sqrt)  # here
        """,
    "NPL705 two wheres, and what is no where": """
        def where(condition, one, other):
            return one + other
        def model(n):
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = where(a > 0, jnp.sqrt(a), 0.0)
            c = jnp.where(a > 0)
            d = jnp.where(a > 0, a**0.5, 0.0)  # here
            e = jnp.where(a > 0, jnp.sqrt(a), 0.0)  # here
            f = jnp.where(a > 0, jnp.sqrt(a), 0.0)
            numpyro.deterministic("f", f)
            numpyro.factor("g", d + e)
        NUTS(model), HMC(model)
        """,
    "NPL705 one function of two models": """
        def root(x):
            return jnp.where(x > 0, jnp.sqrt(x), 0.0)  # here
        def one():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.factor("c", root(a))
        def two():
            b = numpyro.sample("b", dist.Normal(0.0, 1.0))
            numpyro.factor("c", root(b))
        NUTS(one), NUTS(two)
        """,
    "NPL705 a model that is not fitted": """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.factor("b", jnp.where(a > 0, jnp.sqrt(a), 0.0))
        Predictive(model, num_samples=9)
        """,
    "NPL707 one function of two models": """
        def bounded(p):
            return jnp.clip(p, 0.1, 1 - 1e-10)  # here
        def one(p):
            numpyro.sample("a", dist.Beta(bounded(p), 1.0))
        def two(p):
            numpyro.sample("a", dist.Beta(bounded(p), 2.0))
        MCMC(NUTS(one), num_warmup=1, num_samples=1).run(key, x)
        MCMC(NUTS(two), num_warmup=1, num_samples=1).run(key, x)
        """,
    "NPL707 one trap of two runs": """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)  # here
            numpyro.sample("a", dist.Beta(p, 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO()).run(key, 9, x)
        """,
    "NPL707 sites that clamp, and others": """
        def model(p):
            p = jnp.clip(p, 0.1, 1 - 1e-10)
            q = jnp.clip(x, 0.1, 1 - 1e-10)  # here
            numpyro.sample("a", dist.Bernoulli(p))
            numpyro.sample("b", dist.Categorical(p))
            numpyro.sample("c", dist.BernoulliProbs(p))
            numpyro.sample("d", dist.CategoricalProbs(p))
            numpyro.sample("e", dist.Bernoulli(q))
            numpyro.sample("f", dist.Beta(q, 1.0))
        MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, x)
        """,
    "NPL714 a long expression": """
        print(numbers_of_all_days_together == np.nan)  # here
        """,
    "NPL714 a longer expression": """
        print(numbers(of_all_the_days_altogethe) == np.nan)  # here
        """,
    "NPL714 an expression on two lines": """
        print((x +  # here
               y) == np.nan)
        """,
    "NPL714 other comparisons and other names": """
        from math import nan
        print(x < np.nan, x is np.nan, np.nan == np.nan, x == np.inf, x == float("inf"))
        print(x == np.NaN)  # here
        print(x == np.NAN)  # here
        print(x != jnp.nan)  # here
        print(float("NaN") == x)  # here
        print(nan == x)  # here
        print(x == float(), x == "nan", x == jax.nan, x == np.linalg.nan)
        """,
}
