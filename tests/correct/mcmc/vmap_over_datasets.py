# MCMC under `vmap`: no progress bar, a key for each data set.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def fit(key, y):
    mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(key, y)
    return mcmc.get_samples()["mu"]


draws = jax.vmap(fit)(random.split(random.PRNGKey(0), 2), jnp.array([[0.1, 0.2], [3.0, 3.2]]))
assert draws.shape == (2, 5)
