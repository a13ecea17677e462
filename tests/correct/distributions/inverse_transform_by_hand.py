# `biject_to` there and back again.
import jax.numpy as jnp
import numpyro.distributions as dist
from numpyro.distributions import constraints

to_positive = dist.biject_to(constraints.positive)
unconstrained = to_positive.inv(jnp.array([0.1, 2.0]))
assert jnp.allclose(to_positive(unconstrained), jnp.array([0.1, 2.0]), atol=1e-5)
simplex = dist.biject_to(constraints.simplex)(jnp.zeros(3))
assert jnp.allclose(simplex.sum(), 1.0)
