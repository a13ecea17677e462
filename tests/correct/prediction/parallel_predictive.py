# `parallel=True` maps over the samples.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Poisson(jnp.exp(slope * x)), obs=y)


samples = {"slope": jnp.linspace(-1.0, 1.0, 5)}
predictive = Predictive(model, samples, parallel=True)
assert predictive(random.PRNGKey(0), jnp.arange(3.0))["y"].shape == (5, 3)
