# `functools.cache` on a function that gives a NumPy table, computed from plain numbers.
from functools import cache

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


@cache
def basis(n, degree):
    return np.vander(np.linspace(-1.0, 1.0, n), degree + 1, increasing=True)


def model(y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
    numpyro.sample("y", dist.Normal(basis(len(y), 2) @ w, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(5.0))
samples = Predictive(model, mcmc.get_samples())(random.PRNGKey(1), jnp.arange(5.0))
assert basis.cache_info().hits >= 1
