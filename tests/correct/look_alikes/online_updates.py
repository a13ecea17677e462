# The posterior of one day is the prior of the next: batches follow each other, none is scaled.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDiagonalNormal


def model(batch, loc, scale):
    mu = numpyro.sample("mu", dist.Normal(loc, scale))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=batch)


loc, scale = 0.0, 3.0
for day, batch in enumerate(jnp.array([[1.0, 1.2], [0.9, 1.1], [1.3, 0.7]])):
    guide = AutoDiagonalNormal(model)
    svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
    state = svi.init(random.PRNGKey(day), batch, loc, scale)
    for _ in range(30):
        state, _ = svi.update(state, batch, loc, scale)
    params = svi.get_params(state)
    loc, scale = params["auto_loc"][0], params["auto_scale"][0]
assert 0.0 < loc < 2.0
