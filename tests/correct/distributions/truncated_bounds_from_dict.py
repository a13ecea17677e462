# The bounds of a truncated prior come from a dict that is spread.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

BOUNDS = {"low": 0.0, "high": 5.0}


def model(y):
    rate = numpyro.sample("rate", dist.TruncatedNormal(1.0, 1.0, **BOUNDS))
    numpyro.sample("y", dist.Poisson(rate), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1, 0, 2]))
assert mcmc.get_samples()["rate"].max() < 5
