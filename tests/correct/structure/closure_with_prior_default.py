# A default of None for a prior, which the model fills in for itself.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y, prior=None):
    prior = dist.TruncatedNormal(0.0, 1.0, low=0.0) if prior is None else prior
    rate = numpyro.sample("rate", prior)
    numpyro.sample("y", dist.Exponential(rate), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, 2.0]))
