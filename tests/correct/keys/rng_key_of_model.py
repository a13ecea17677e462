# `numpyro.prng_key()` hands a key of the trace to library code within a model.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model(y=None):
    key = numpyro.prng_key()
    jitter = 0.01 * random.normal(key, (3,)) if key is not None else jnp.zeros(3)
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    return numpyro.sample("y", dist.Normal(mu + jitter, 1.0), obs=y)


first = handlers.seed(model, 0)()
second = handlers.seed(model, 1)()
assert first.shape == (3,) and not jnp.allclose(first, second)
