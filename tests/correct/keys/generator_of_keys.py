# A generator of keys, one `next` for each draw.
import jax.numpy as jnp
from jax import random


def key_stream(seed):
    key = random.PRNGKey(seed)
    while True:
        key, subkey = random.split(key)
        yield subkey


stream = key_stream(0)
x = random.normal(next(stream), (4,))
y = x + random.normal(next(stream), (4,))
assert not jnp.allclose(y, 2 * x)
