# `config_enumerate` marks the model's discrete sites, and the guide exposes the continuous ones.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.contrib.funsor import config_enumerate
from numpyro.infer import SVI, TraceEnum_ELBO
from numpyro.infer.autoguide import AutoDelta


def mixture(y):
    p = numpyro.sample("p", dist.Beta(2.0, 2.0))
    with numpyro.plate("rows", len(y)):
        z = numpyro.sample("z", dist.Bernoulli(p))
        numpyro.sample("y", dist.Normal(2.0 * z, 1.0), obs=y)


model = config_enumerate(mixture)
guide = AutoDelta(handlers.block(handlers.seed(mixture, 0), expose=["p"]))
svi = SVI(model, guide, optim.Adam(0.05), loss=TraceEnum_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([0.1, 2.2]), progress_bar=False)
assert 0 < result.params["p_auto_loc"] < 1
