# Calls as statements that are there for their effect: sites, factors, a debug print, an assertion.
import jax
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.deterministic("twice", 2 * mu)
    numpyro.factor("penalty", -(mu**2))
    jax.debug.callback(lambda value: None, mu)
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=3, num_samples=3, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.2)
