# `+=` on a sum that begins at a number within the model.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    mean = 0.0
    for i, column in enumerate(("age", "dose")):
        mean += numpyro.sample(f"beta_{column}", dist.Normal(0.0, 1.0)) * x[:, i]
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.ones((3, 2)), jnp.arange(3.0))
