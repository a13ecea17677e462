# An object that splits its key whenever it is asked for one.
import numpyro.distributions as dist
from jax import random


class Keys:
    def __init__(self, seed):
        self._key = random.PRNGKey(seed)

    def __call__(self):
        self._key, key = random.split(self._key)
        return key


keys = Keys(0)
a = dist.Normal(0.0, 1.0).sample(keys())
b = dist.Normal(0.0, 1.0).sample(keys())
assert a + b != 2 * a
