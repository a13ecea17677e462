# A schedule as the step size of Adam.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


def schedule(step):
    return 0.1 / (1.0 + 0.1 * step)


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


for make in (optim.Adam, optim.SGD, optim.RMSProp, optim.Adagrad):
    svi = SVI(model, AutoDelta(model), make(schedule), Trace_ELBO())
    assert jnp.isfinite(svi.run(random.PRNGKey(0), 3, 0.5, progress_bar=False).losses).all()
