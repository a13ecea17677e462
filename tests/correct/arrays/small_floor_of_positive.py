# `1e-10` as the least of a quantity near zero: floats are dense there.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    a = numpyro.sample("a", dist.HalfNormal(1.0))
    rate = jnp.maximum(a - 0.0, 1e-10)
    numpyro.sample("y", dist.Poisson(rate + 1e-8), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1, 2]))
