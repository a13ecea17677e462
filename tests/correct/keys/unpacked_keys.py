# As many keys as there are draws, taken from one split.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import random

key_x, key_noise, key_mask = random.split(random.PRNGKey(0), 3)
x = dist.Normal(0.0, 1.0).sample(key_x, (20,))
noise = dist.Normal(0.0, 0.1).sample(key_noise, (20,))
keep = dist.Bernoulli(0.8).sample(key_mask, (20,))
y = jnp.where(keep == 1, 2.0 * x + noise, 0.0)
assert y.shape == (20,)
