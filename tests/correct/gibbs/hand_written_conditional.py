# `HMCGibbs`: the conditional draws with the key that the kernel gives to it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, HMCGibbs


def model():
    x = numpyro.sample("x", dist.Normal(0.0, 2.0))
    y = numpyro.sample("y", dist.Normal(0.0, 2.0))
    numpyro.sample("obs", dist.Normal(x + y, 1.0), obs=jnp.array([1.0]))


def conditional(rng_key, gibbs_sites, hmc_sites):
    y = hmc_sites["y"]
    precision = 1.0 + 1.0 / 4.0
    new_x = dist.Normal((1.0 - y) / precision, precision**-0.5).sample(rng_key)
    return {"x": new_x}


kernel = HMCGibbs(NUTS(model), gibbs_fn=conditional, gibbs_sites=["x"])
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0))
assert mcmc.get_samples()["x"].shape == (5,)
