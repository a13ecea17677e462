# `GaussianRandomWalk` as the prior of a path.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    path = numpyro.sample("path", dist.GaussianRandomWalk(scale, num_steps=len(y)))
    numpyro.sample("y", dist.Normal(path, 0.5), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.2, 0.5]))
assert mcmc.get_samples()["path"].shape == (5, 3)
