# The double `where`: the root's argument is made safe first, so its gradient is finite.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    safe = jnp.where(x > 0, x, 1.0)
    root = jnp.where(x > 0, jnp.sqrt(safe), 0.0)
    numpyro.sample("y", dist.Normal(root, 1.0), obs=y)


_, gradient = jax.value_and_grad(lambda x: log_density(model, (0.5,), {}, {"x": x})[0])(-1.0)
assert jnp.isfinite(gradient)
