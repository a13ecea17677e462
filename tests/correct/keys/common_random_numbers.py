# Common random numbers: two settings are compared with one noise, which is drawn once.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import random


def simulate(noise, dose):
    return dose * 2.0 + noise


noise = dist.Normal(0.0, 1.0).sample(random.PRNGKey(0), (100,))
effect = simulate(noise, 1.5) - simulate(noise, 1.0)
assert jnp.allclose(effect, 1.0, atol=1e-5)
