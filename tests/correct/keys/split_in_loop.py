# The key is replaced in each turn of the loop.
import numpyro.distributions as dist
from jax import random

key = random.PRNGKey(0)
walk = [0.0]
for _ in range(5):
    key, step_key = random.split(key)
    walk.append(walk[-1] + float(dist.Normal(0.0, 1.0).sample(step_key)))
assert len(set(walk)) == 6
