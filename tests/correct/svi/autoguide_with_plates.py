# `create_plates` for an autoguide of a subsampled model: the plate is made within the call.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def create_plates(data):
    return numpyro.plate("rows", data.shape[0], subsample_size=3, dim=-1)


def model(data):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with create_plates(data):
        batch = numpyro.subsample(data, event_dim=0)
        local = numpyro.sample("local", dist.Normal(mu, 1.0))
        numpyro.sample("y", dist.Normal(local, 1.0), obs=batch)


guide = AutoNormal(model, create_plates=create_plates)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, jnp.arange(9.0), progress_bar=False)
assert result.params["local_auto_loc"].shape == (9,)
