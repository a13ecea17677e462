# A model that is a method stores a shape, which is static, on its object.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Regression:
    def __init__(self):
        self.features = None

    def model(self, x, y=None):
        self.features = x.shape[-1]
        w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([self.features]).to_event(1))
        numpyro.sample("y", dist.Normal(x @ w, 1.0), obs=y)


regression = Regression()
mcmc = MCMC(NUTS(regression.model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.eye(3), jnp.ones(3))
assert regression.features == 3
