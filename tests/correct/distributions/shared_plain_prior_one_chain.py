# A prior at module level, of a plain family, that one chain uses.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

SLOPE = dist.Normal(0.0, 1.0)


def model(x, y):
    slope = numpyro.sample("slope", SLOPE)
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0))
