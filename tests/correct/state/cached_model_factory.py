# A cache of models by their settings: functions are kept, not arrays.
from functools import cache

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@cache
def make_model(degree):
    def model(x, y=None):
        w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([degree]).to_event(1))
        powers = jnp.stack([x**k for k in range(degree)], axis=-1)
        numpyro.sample("y", dist.Normal(powers @ w, 1.0), obs=y)

    return model


for degree in (1, 2):
    mcmc = MCMC(NUTS(make_model(degree)), num_warmup=2, num_samples=2, progress_bar=False)
    mcmc.run(random.PRNGKey(degree), jnp.arange(3.0), jnp.ones(3))
assert make_model(2) is make_model(2)
