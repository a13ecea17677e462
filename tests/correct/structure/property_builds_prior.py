# A property builds the prior whenever the model asks for it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Model:
    def __init__(self, scale):
        self.scale = scale

    @property
    def prior(self):
        return dist.TruncatedNormal(0.0, self.scale, low=0.0)

    def __call__(self, y):
        rate = numpyro.sample("rate", self.prior)
        numpyro.sample("y", dist.Exponential(rate), obs=y)


mcmc = MCMC(
    NUTS(Model(2.0), max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.3, 0.9]))
