# The data in a NamedTuple, which is a pytree, given to the model as one argument.
from typing import NamedTuple

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


class Data(NamedTuple):
    x: jnp.ndarray
    y: jnp.ndarray | None = None


def model(data):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * data.x, 1.0), obs=data.y)


data = Data(jnp.arange(3.0), jnp.arange(3.0))
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), data)
predictive = Predictive(model, mcmc.get_samples())
assert predictive(random.PRNGKey(1), data._replace(y=None))["y"].shape == (5, 3)
