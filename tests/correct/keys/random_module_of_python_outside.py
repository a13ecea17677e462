# Python's `random` shuffles rows before the fit, not within the model.
import random as stdlib_random

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

rows = list(range(8))
stdlib_random.Random(3).shuffle(rows)


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(jax.random.PRNGKey(0), jnp.array(rows, dtype=float)[:4])
