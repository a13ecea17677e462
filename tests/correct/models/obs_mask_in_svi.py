# `obs_mask` imputes the rows that are not observed, under SVI.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y, observed):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y, obs_mask=observed)


y, observed = jnp.array([0.3, 0.0, 0.5]), jnp.array([True, False, True])
svi = SVI(model, AutoNormal(model), optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, y, observed, progress_bar=False)
assert "y_unobserved_auto_loc" in result.params
