# `vmap` in a model over a function that has no sites.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def trajectory(rate, t):
    return jnp.exp(-rate * t)


def model(t, y):
    with numpyro.plate("subjects", y.shape[0]):
        rate = numpyro.sample("rate", dist.LogNormal(0.0, 1.0))
    means = jax.vmap(trajectory, in_axes=(0, None))(rate, t)
    numpyro.sample("y", dist.Normal(means, 0.1).to_event(2), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.full((2, 3), 0.5))
