# A prior at module level of which the model takes the class and the settings, and builds its own.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)
SETTINGS = {"low": 0.0}


def model(y):
    rate = numpyro.sample("rate", type(PRIOR)(dist.Normal(0.0, 2.0), **SETTINGS))
    numpyro.sample("y", dist.Exponential(rate), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, 1.0]))
