# `getattr` with a default in place of a name that is not everywhere.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers

expit = getattr(jax.nn, "sigmoid", None) or (lambda x: 1 / (1 + jnp.exp(-x)))
uncondition = getattr(handlers, "uncondition", lambda fn: fn)


def model(y=None):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Bernoulli(probs=expit(b)), obs=y)


assert handlers.trace(handlers.seed(uncondition(model), 0)).get_trace(1)["y"]["value"] in (0, 1)
