# A factory gives each trace a distribution of its own, also with vectorized chains.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def positive(scale=1.0):
    return dist.TruncatedNormal(0.0, scale, low=0.0)


def model(y):
    a = numpyro.sample("a", positive())
    b = numpyro.sample("b", positive(2.0))
    numpyro.sample("y", dist.Normal(a - b, 1.0), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=3,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), 0.5)
