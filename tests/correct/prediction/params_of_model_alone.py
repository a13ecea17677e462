# `Predictive(model, params=…)` of a model that has params and no latents.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Predictive, Trace_ELBO


def model(x, y=None):
    slope = numpyro.param("slope", 0.0)
    numpyro.sample("y", dist.Normal(slope * x, 0.1), obs=y)


def guide(x, y=None):
    return None


x = jnp.arange(4.0)
result = SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(
    random.PRNGKey(0), 50, x, x, progress_bar=False
)
predictive = Predictive(model, params=result.params, num_samples=6)
assert predictive(random.PRNGKey(1), x)["y"].shape == (6, 4)
