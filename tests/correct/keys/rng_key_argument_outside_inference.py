# `rng_key=` of `numpyro.sample` outside of a model, with the caller's key.
import numpyro
import numpyro.distributions as dist
from jax import random


def prior_draw(key):
    key_a, key_b = random.split(key)
    a = numpyro.sample("a", dist.Normal(0.0, 1.0), rng_key=key_a)
    b = numpyro.sample("b", dist.HalfNormal(1.0), rng_key=key_b)
    return a * b


assert prior_draw(random.PRNGKey(0)) != prior_draw(random.PRNGKey(1))
