# Minibatches where all latents are local: nothing is shared that a batch would weigh too little.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def model(batch):
    with numpyro.plate("batch", len(batch)):
        z = numpyro.sample("z", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(z, 1.0), obs=batch)


def guide(batch):
    gain = numpyro.param("gain", 0.5)
    with numpyro.plate("batch", len(batch)):
        numpyro.sample("z", dist.Normal(gain * batch, 0.7))


svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
data = random.normal(random.PRNGKey(1), (3, 8))
state = svi.init(random.PRNGKey(0), data[0])
update = jax.jit(svi.update)
for batch in data:
    state, loss = update(state, batch)
assert jnp.isfinite(loss)
