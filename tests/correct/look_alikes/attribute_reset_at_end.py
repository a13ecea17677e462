# A method stores a sampled value for its helper and takes it back before the model ends.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Model:
    def __init__(self):
        self._scale = None

    def likelihood(self, y):
        numpyro.sample("y", dist.Normal(0.0, self._scale), obs=y)

    def __call__(self, y):
        self._scale = numpyro.sample("scale", dist.HalfNormal(1.0))
        self.likelihood(y)
        self._scale = None


model = Model()
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.4, -0.2]))
assert model._scale is None
