# A neural network of `jax.example_libraries` as `numpyro.module`, trained by SVI, which fits it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.example_libraries import stax
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def model(x, y):
    network = numpyro.module(
        "network", stax.serial(stax.Dense(3), stax.Tanh, stax.Dense(1)), input_shape=(1,)
    )
    numpyro.sample("y", dist.Normal(network(x)[..., 0], 0.5).to_event(1), obs=y)


def guide(x, y):
    pass


x = jnp.linspace(-1.0, 1.0, 6)[:, None]
svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, x, x[:, 0] ** 2, progress_bar=False)
assert "network$params" in result.params
