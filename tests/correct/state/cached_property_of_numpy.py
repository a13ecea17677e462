# A `cached_property` that gives NumPy arrays from the object's own data.
from functools import cached_property

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Design:
    def __init__(self, x):
        self.x = np.asarray(x)

    @cached_property
    def standardized(self):
        return (self.x - self.x.mean()) / self.x.std()

    def model(self, y):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(slope * self.standardized, 1.0), obs=y)


mcmc = MCMC(NUTS(Design([1.0, 2.0, 4.0]).model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0))
