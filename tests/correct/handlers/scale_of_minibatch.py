# A minibatch that `scale` weighs up: the likelihood counts for all rows although a plate does not.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import jit, random
from numpyro import handlers, optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal

ROWS, BATCH = 100, 10


def model(batch):
    mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
    with handlers.scale(scale=ROWS / BATCH):
        with numpyro.plate("batch", BATCH):
            numpyro.sample("y", dist.Normal(mu, 1.0), obs=batch)


data = np.random.default_rng(0).normal(2.0, 1.0, ROWS)
svi = SVI(model, AutoNormal(model), optim.Adam(0.05), Trace_ELBO())
state = svi.init(random.PRNGKey(0), jnp.asarray(data[:BATCH]))
update = jit(svi.update)
for start in range(0, 40, BATCH):
    state, loss = update(state, jnp.asarray(data[start : start + BATCH]))
assert jnp.isfinite(loss)
