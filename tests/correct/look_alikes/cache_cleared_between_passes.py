# A cached JAX array, whose cache is emptied before the next pass.
from functools import lru_cache

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


@lru_cache
def grid(n):
    return jnp.linspace(0.0, 1.0, n)


def model(n, y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * grid(n), 1.0), obs=y)


prior = Predictive(model, num_samples=3)(random.PRNGKey(0), 4)
grid.cache_clear()
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(1), 4, y=prior["y"][0])
