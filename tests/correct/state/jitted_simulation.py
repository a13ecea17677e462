# `jit` of a seeded simulation whose key is an argument: each call has draws of its own.
from functools import partial

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model(n):
    with numpyro.plate("n", n):
        return numpyro.sample("x", dist.Normal(0.0, 1.0))


@partial(jax.jit, static_argnums=1)
def simulate(key, n):
    return handlers.seed(model, key)(n)


first, second = simulate(random.PRNGKey(0), 3), simulate(random.PRNGKey(1), 3)
assert not jnp.allclose(first, second)
