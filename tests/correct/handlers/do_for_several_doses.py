# The same intervention at several values, with a key of its own for each.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random, vmap
from numpyro import handlers


def model():
    z = numpyro.sample("z", dist.Normal(0.0, 1.0))
    x = numpyro.sample("x", dist.Normal(z, 1.0))
    return numpyro.sample("y", dist.Normal(x - z, 1.0))


def response(dose, key):
    return handlers.seed(handlers.do(model, data={"x": dose}), key)()


doses = jnp.linspace(-1.0, 1.0, 5)
responses = vmap(response)(doses, random.split(random.PRNGKey(0), 5))
assert responses.shape == (5,) and len(set(responses.tolist())) == 5
