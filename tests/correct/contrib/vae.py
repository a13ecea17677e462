# A variational autoencoder of stax networks, the guide with an encoder of its own.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.example_libraries import stax
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO

ENCODER = stax.serial(
    stax.Dense(3),
    stax.FanOut(2),
    stax.parallel(stax.Dense(2), stax.serial(stax.Dense(2), stax.Exp)),
)
DECODER = stax.serial(stax.Dense(3), stax.Relu, stax.Dense(4), stax.Sigmoid)


def model(batch):
    decode = numpyro.module("decoder", DECODER, (len(batch), 2))
    with numpyro.plate("batch", len(batch)):
        z = numpyro.sample("z", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
        numpyro.sample("pixels", dist.Bernoulli(decode(z)).to_event(1), obs=batch)


def guide(batch):
    encode = numpyro.module("encoder", ENCODER, (len(batch), 4))
    loc, scale = encode(batch)
    with numpyro.plate("batch", len(batch)):
        numpyro.sample("z", dist.Normal(loc, scale).to_event(1))


svi = SVI(model, guide, optim.Adam(1e-3), Trace_ELBO())
batch = jnp.array([[0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0]])
result = svi.run(random.PRNGKey(0), 3, batch, progress_bar=False)
assert set(result.params) == {"decoder$params", "encoder$params"}
