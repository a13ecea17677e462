# `+=` on a NumPy array that the model makes itself in each trace.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model(n, y):
    offset = np.zeros(n)
    offset += np.arange(n)
    offset[0] = -1.0
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu + offset, 1.0), obs=y)


trace = handlers.trace(handlers.seed(model, 0)).get_trace(3, jnp.zeros(3))
mean = trace["y"]["fn"].loc - trace["mu"]["value"]
assert jnp.allclose(mean, jnp.array([-1.0, 1.0, 2.0]))
