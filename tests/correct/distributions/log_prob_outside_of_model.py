# A truncated distribution at module level that no trace ever sees: a density on a grid.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import random

TRUNCATED = dist.TruncatedNormal(0.0, 1.0, low=-1.0, high=2.0)
grid = jnp.linspace(-1.0, 2.0, 301)
density = jnp.exp(TRUNCATED.log_prob(grid))
assert abs(float(density.mean()) * 3.0 - 1.0) < 0.01
draws = TRUNCATED.sample(random.PRNGKey(0), (50,))
assert (draws > -1).all() and (draws < 2).all()
