# A shared truncated prior with chains that run one after the other, as the settings say.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)
CHAINS = {"num_chains": 2, "chain_method": "sequential"}


def model(y):
    rate = numpyro.sample("rate", PRIOR)
    numpyro.sample("y", dist.Exponential(rate), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False, **CHAINS
)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, 1.0]))
