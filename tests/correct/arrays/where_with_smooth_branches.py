# Both branches of the `where` are smooth everywhere.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    mean = jnp.where(x > 0, jnp.log1p(x**2), -(x**2))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


gradients = jax.vmap(jax.grad(lambda x: log_density(model, (0.5,), {}, {"x": x})[0]))(
    jnp.array([-2.0, 0.0, 2.0])
)
assert jnp.isfinite(gradients).all()
