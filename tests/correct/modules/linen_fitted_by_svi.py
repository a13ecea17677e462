# A linen network whose weights are params: SVI fits them, and the fit is used outside of any model.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Trace_ELBO


class Network(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        x = nn.tanh(nn.Dense(self.width)(x))
        return nn.Dense(1)(x)[..., 0]


def model(x, y=None):
    network = flax_module("network", Network(width=8), input_shape=(1,))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(network(x), 0.1), obs=y)


def guide(x, y=None):
    pass


x = jnp.linspace(-1.0, 1.0, 12)[:, None]
y = x[:, 0] ** 2
svi = SVI(model, guide, optim.Adam(0.03), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 300, x, y, progress_bar=False)
fitted = Network(width=8).apply({"params": result.params["network$params"]}, x)
assert jnp.abs(fitted - y).max() < 0.1
