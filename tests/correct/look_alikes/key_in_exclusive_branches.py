# One key in two branches of which one is taken; and keys as the variable of a loop.
import jax.numpy as jnp
from jax import random


def noise(key, heavy):
    if heavy:
        return random.cauchy(key, (3,))
    return random.normal(key, (3,))


total = jnp.zeros(3)
for key in random.split(random.PRNGKey(0), 4):
    total = total + noise(key, heavy=False)
assert total.shape == (3,)
