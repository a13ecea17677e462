# `vmap` over keys: each draw seeds the model with its own.
import jax
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model():
    return numpyro.sample("x", dist.Normal(2.0, 0.5))


draws = jax.vmap(lambda key: handlers.seed(model, key)())(random.split(random.PRNGKey(0), 400))
assert abs(draws.mean() - 2.0) < 0.1
