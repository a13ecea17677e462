# One helper for two groups: `scope` keeps the names apart.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def group(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def model(first, second):
    handlers.scope(group, prefix="first")(first)
    with handlers.scope(prefix="second", divider="."):
        group(second)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.3]), jnp.array([2.0, 2.2]))
assert set(mcmc.get_samples()) == {"first/mu", "second.mu"}
