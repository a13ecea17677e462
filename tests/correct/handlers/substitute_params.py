# `substitute` with values of params: that is what it is for.
import jax.numpy as jnp
import numpyro
from numpyro import handlers


def model(x):
    weight = numpyro.param("weight", jnp.zeros(2))
    return numpyro.deterministic("fit", x @ weight)


trained = handlers.substitute(model, data={"weight": jnp.array([1.0, 2.0])})
trace = handlers.trace(trained).get_trace(jnp.eye(2))
assert trace["fit"]["value"].tolist() == [1.0, 2.0]
