# `evaluate` of held-out rows after the fit: as many as there were to fit.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


svi = SVI(model, AutoNormal(model), optim.Adam(0.05), Trace_ELBO())
train, test = jnp.array([0.2, 0.4, 0.1]), jnp.array([0.3, 0.5, 0.0])
result = svi.run(random.PRNGKey(0), 5, train, progress_bar=False)
assert jnp.isfinite(svi.evaluate(result.state, test))
