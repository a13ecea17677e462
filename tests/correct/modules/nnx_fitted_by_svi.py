# An nnx network made outside of the model: its weights are params, and SVI leaves the object alone.
# ---
# needs = ["flax"]
# target = ">=0.18"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "nnx_module"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import nnx
from jax import random
from numpyro import optim
from numpyro.contrib.module import nnx_module
from numpyro.infer import SVI, Predictive, Trace_ELBO


class Network(nnx.Module):
    def __init__(self, width, *, rngs):
        self.first = nnx.Linear(1, width, rngs=rngs)
        self.last = nnx.Linear(width, 1, rngs=rngs)

    def __call__(self, x):
        return self.last(jnp.tanh(self.first(x)))[..., 0]


NETWORK = Network(8, rngs=nnx.Rngs(0))


def model(x, y=None):
    network = nnx_module("network", NETWORK)
    mean = numpyro.deterministic("mean", network(x))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(mean, 0.1), obs=y)


def guide(x, y=None):
    pass


x = jnp.linspace(-1.0, 1.0, 12)[:, None]
before = NETWORK(x)
svi = SVI(model, guide, optim.Adam(0.03), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 300, x, x[:, 0] ** 2, progress_bar=False)
fitted = Predictive(model, params=result.params, num_samples=1)(random.PRNGKey(1), x)["mean"][0]
assert jnp.abs(fitted - x[:, 0] ** 2).max() < 0.1
assert jnp.array_equal(NETWORK(x), before)
