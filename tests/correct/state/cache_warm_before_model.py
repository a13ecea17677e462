# The cached JAX array is computed before any trace begins: it is concrete.
from functools import lru_cache

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@lru_cache(maxsize=None)
def grid(n):
    return jnp.linspace(0.0, 1.0, n)


POINTS = grid(4)


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * POINTS, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.ones(4))
assert grid(4) is POINTS
