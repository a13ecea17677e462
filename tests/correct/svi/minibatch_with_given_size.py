# Batches from outside of the model, whose plate knows how many rows there are.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(batch, rows):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", rows, subsample_size=len(batch)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=batch)


data = np.arange(12.0)
svi = SVI(model, AutoNormal(model), optim.Adam(0.05), Trace_ELBO(), rows=len(data))
state = svi.init(random.PRNGKey(0), data[:4])
for epoch in range(2):
    for batch in np.split(np.random.default_rng(epoch).permutation(data), 3):
        state, loss = svi.update(state, batch)
assert jnp.isfinite(loss)
