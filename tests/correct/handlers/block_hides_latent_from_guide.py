# `block` hides a latent from the guide because the model's own prior is to be kept for it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y):
    level = numpyro.sample("level", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(y)):
        shift = numpyro.sample("shift", dist.Normal(0.0, 0.1))
        numpyro.sample("y", dist.Normal(level + shift, 1.0), obs=y)


guide = AutoNormal(handlers.block(handlers.seed(model, 3), hide=["shift"]))
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.arange(4.0), progress_bar=False)
assert set(result.params) == {"level_auto_loc", "level_auto_scale"}
