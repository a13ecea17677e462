# `partial` fixes settings of a model; every run gives the data.
from functools import partial

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def regression(x, y=None, *, prior_scale, likelihood):
    slope = numpyro.sample("slope", dist.Normal(0.0, prior_scale))
    numpyro.sample("y", likelihood(slope * x), obs=y)


model = partial(regression, prior_scale=2.0, likelihood=lambda mean: dist.Normal(mean, 1.0))
x = jnp.arange(3.0)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y=x)
assert Predictive(model, mcmc.get_samples())(random.PRNGKey(1), x)["y"].shape == (5, 3)
