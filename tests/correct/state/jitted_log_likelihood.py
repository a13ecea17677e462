# `jit` around a function without sites, which the model calls.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@jax.jit
def mean_function(a, b, x):
    return a * jnp.exp(-b * x)


def model(x, y):
    a = numpyro.sample("a", dist.HalfNormal(1.0))
    b = numpyro.sample("b", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(mean_function(a, b, x), 0.1), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.array([1.0, 0.4, 0.1]))
