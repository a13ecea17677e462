# A comparison as an expression whose value is used, and one that a bare docstring precedes.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model(y):
    """Compare, and use what comes out."""
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    positive = x > 0
    numpyro.deterministic("positive", positive)
    ...
    numpyro.sample("y", dist.Normal(jnp.where(positive, 1.0, -1.0), 1.0), obs=y)


trace = handlers.trace(handlers.seed(model, 0)).get_trace(0.0)
assert trace["positive"]["value"].dtype == bool
