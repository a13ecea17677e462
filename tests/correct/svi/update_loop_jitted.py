# An update loop by hand, jitted; the whole data in every step, so nothing is to be scaled.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
data = jnp.array([0.2, 0.9])
state = svi.init(random.PRNGKey(0), data)


@jax.jit
def step(state):
    return svi.update(state, data)


for _ in range(5):
    state, loss = step(state)
assert set(svi.get_params(state)) == {"mu_auto_loc", "mu_auto_scale"}
