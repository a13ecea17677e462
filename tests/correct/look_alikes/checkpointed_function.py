# `jax.checkpoint` and `custom_jvp` of functions that have no sites.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


@jax.checkpoint
def dynamics(z, rate):
    return z - rate * z


@jax.custom_jvp
def safe_sqrt(x):
    return jnp.where(x > 0, jnp.sqrt(x), 0.0)


@safe_sqrt.defjvp
def _(primals, tangents):
    root = safe_sqrt(primals[0])
    return root, tangents[0] * 0.5 / jnp.maximum(root, 1e-3)


def model(y):
    rate = numpyro.sample("rate", dist.Normal(0.0, 1.0))
    z = dynamics(dynamics(1.0, rate), rate)
    numpyro.sample("y", dist.Normal(safe_sqrt(rate) + z, 1.0), obs=y)


gradient = jax.grad(lambda rate: log_density(model, (0.5,), {}, {"rate": rate})[0])(-0.5)
assert jnp.isfinite(gradient)
