# `sample_with_intermediates` outside of a model, with its key and shape.
import jax.numpy as jnp
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import transforms

d = dist.TransformedDistribution(dist.Normal(0.0, 1.0), transforms.ExpTransform())
value, intermediates = d.sample_with_intermediates(random.PRNGKey(0), (3,))
assert value.shape == (3,)
assert jnp.allclose(d.log_prob(value, intermediates), d.log_prob(value), atol=1e-5)
