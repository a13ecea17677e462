# An import that only some releases have, with what stands in for it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers

try:
    from numpyro.handlers import uncondition
except ImportError:
    uncondition = None


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0), obs=1.0)


free = model if uncondition is None else uncondition(model)
assert jnp.isfinite(handlers.seed(free, 0)())
