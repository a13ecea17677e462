# `partial` of a family: it is called, and so built, within the model.
from functools import partial

import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

PositiveNormal = partial(dist.TruncatedNormal, 0.0, low=0.0)


def model(y):
    a = numpyro.sample("a", PositiveNormal(1.0))
    b = numpyro.sample("b", PositiveNormal(scale=2.0))
    numpyro.sample("y", dist.Normal(a - b, 1.0), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), 0.4)
