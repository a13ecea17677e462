# One draw and its mirror image: no second draw is made with the key.
import jax.numpy as jnp
from jax import random

z = random.normal(random.PRNGKey(0), (200,))
plus, minus = 1.0 + z, 1.0 - z
estimate = 0.5 * (jnp.exp(0.1 * plus).mean() + jnp.exp(0.1 * minus).mean())
assert abs(float(estimate) - float(jnp.exp(0.1 + 0.005))) < 0.01
