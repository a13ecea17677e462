# A model that is seeded within the loop, from a key of each turn.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0))


key = random.PRNGKey(0)
draws = []
for _ in range(3):
    key, subkey = random.split(key)
    draws.append(float(handlers.seed(model, subkey)()))
assert len(set(draws)) == 3
