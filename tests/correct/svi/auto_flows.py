# Guides by normalizing flows, made in a loop over their classes.
from functools import partial

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoBNAFNormal, AutoIAFNormal


def model(y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    numpyro.sample("y", dist.Normal(w[0] * w[1], 1.0), obs=y)


for make in (partial(AutoIAFNormal, num_flows=1), partial(AutoBNAFNormal, num_flows=1)):
    guide = make(model, hidden_factors=[2]) if "BNAF" in make.func.__name__ else make(model)
    svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
    result = svi.run(random.PRNGKey(0), 3, 0.4, progress_bar=False)
    assert jnp.isfinite(result.losses).all()
