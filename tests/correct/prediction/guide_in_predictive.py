# `Predictive` with the guide and its params, then the model's sites come from it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Predictive, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 0.1), obs=y)


guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
x = jnp.arange(4.0)
result = svi.run(random.PRNGKey(0), 5, x, 2 * x, progress_bar=False)
predictive = Predictive(model, guide=guide, params=result.params, num_samples=6)
assert predictive(random.PRNGKey(1), x)["y"].shape == (6, 4)
