# BFGS by `optim.Minimize`, with one step of SVI.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


svi = SVI(model, AutoDelta(model), optim.Minimize(), Trace_ELBO())
state = svi.init(random.PRNGKey(0), jnp.array([1.0, 2.0, 3.0]))
state, loss = svi.update(state, jnp.array([1.0, 2.0, 3.0]))
assert abs(svi.get_params(state)["mu_auto_loc"] - 1.5) < 0.01
