# `fold_in` of a loop's index gives as many keys as there are turns.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import random

base = random.PRNGKey(7)
draws = [dist.Gamma(2.0, 1.0).sample(random.fold_in(base, i), (2,)) for i in range(3)]
total = draws[0] + draws[1] + draws[2]
assert not jnp.allclose(draws[0], draws[1]) and total.shape == (2,)
