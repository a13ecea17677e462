# One key for two draws that have to be equal: a test of reproducibility.
import numpyro.distributions as dist
from jax import random


def draw(key):
    return dist.Normal(0.0, 1.0).sample(key, (3,))


key = random.PRNGKey(5)
first, second = draw(key), draw(key)
assert (first == second).all()
