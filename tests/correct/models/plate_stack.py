# `plate_stack` makes the plates of a matrix.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density
from numpyro.primitives import plate_stack


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with plate_stack("cells", y.shape):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


log_joint, _ = log_density(model, (jnp.zeros((2, 3)),), {}, {"mu": 0.0})
assert jnp.allclose(log_joint, 7 * dist.Normal(0.0, 1.0).log_prob(0.0), atol=1e-4)
