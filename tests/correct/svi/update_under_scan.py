# The update loop as a `lax.scan`: no site is made in its body.
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


svi = SVI(model, AutoNormal(model), optim.Adam(0.05), Trace_ELBO())
y = jnp.array([0.2, 0.9])
state = svi.init(random.PRNGKey(0), y)
state, losses = jax.lax.scan(lambda state, _: svi.update(state, y), state, jnp.arange(6))
assert losses.shape == (6,)
