# `where` around a logarithm of data: nothing differentiates with respect to them.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(x, y):
    logged = jnp.where(x > 0, jnp.log(x), 0.0)
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(b * logged, 1.0), obs=y)


gradient = jax.grad(
    lambda b: log_density(model, (jnp.array([0.0, 2.0]), jnp.ones(2)), {}, {"b": b})[0]
)(0.3)
assert jnp.isfinite(gradient)
