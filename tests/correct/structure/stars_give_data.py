# The data in a tuple and a dict that are spread into `run`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


data = (jnp.arange(3.0), jnp.arange(3.0))
settings = dict(num_warmup=5, num_samples=5, progress_bar=False)
mcmc = MCMC(NUTS(model), **settings)
mcmc.run(random.PRNGKey(0), *data)
assert mcmc.get_samples()["slope"].shape == (5,)
