# Effects by a group index that is data, with the number of groups given.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(group, n_groups, y):
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    with numpyro.plate("groups", n_groups):
        effect = numpyro.sample("effect", dist.Normal(0.0, sigma))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(effect[group], 1.0), obs=y)


group = np.array([0, 0, 1, 2])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), group, int(group.max()) + 1, jnp.arange(4.0))
