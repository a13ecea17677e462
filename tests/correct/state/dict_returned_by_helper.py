# A helper fills a dict that it makes itself, once a call.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def coefficients(names):
    found = {}
    for name in names:
        found[name] = numpyro.sample(name, dist.Normal(0.0, 1.0))
    return found


def model(x, y):
    beta = coefficients(["intercept", "slope"])
    numpyro.sample("y", dist.Normal(beta["intercept"] + beta["slope"] * x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0))
