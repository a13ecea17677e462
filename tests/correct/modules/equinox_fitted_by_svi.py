# An equinox network is mapped over the rows by `vmap`; SVI fits the weights that it has as params.
# ---
# needs = ["equinox"]
# target = ">=0.19"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "eqx_module"
# ---
import equinox as eqx
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.contrib.module import eqx_module
from numpyro.infer import SVI, Trace_ELBO

NETWORK = eqx.nn.MLP(1, "scalar", width_size=8, depth=1, activation=jnp.tanh, key=random.key(0))


def model(x, y=None):
    network = eqx_module("network", NETWORK)
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(jax.vmap(network)(x), 0.1), obs=y)


def guide(x, y=None):
    pass


x = jnp.linspace(-1.0, 1.0, 12)[:, None]
svi = SVI(model, guide, optim.Adam(0.03), Trace_ELBO())
result = svi.run(random.PRNGKey(1), 300, x, x[:, 0] ** 2, progress_bar=False)
_, static = eqx.partition(NETWORK, eqx.is_inexact_array)
fitted = eqx.combine(result.params["network$params"], static)
assert jnp.abs(jax.vmap(fitted)(x) - x[:, 0] ** 2).max() < 0.1
