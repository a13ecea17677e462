# NaN is found by a value that differs from itself.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    missing = y != y
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0).mask(~missing), obs=jnp.where(missing, 0.0, y))


log_joint, _ = log_density(model, (jnp.array([0.0, jnp.nan]),), {}, {"mu": 0.0})
assert jnp.allclose(log_joint, 2 * dist.Normal(0.0, 1.0).log_prob(0.0))
