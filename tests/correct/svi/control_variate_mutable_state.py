# Mutable state: a running mean in `numpyro_mutable`, which SVI carries from step to step.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta
from numpyro.primitives import mutable


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    average = mutable("average", {"value": jnp.array(0.0)})
    average["value"] = 0.9 * average["value"] + 0.1 * y.mean()
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


svi = SVI(model, AutoDelta(model), optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([1.0, 2.0]), progress_bar=False)
assert svi.get_params(result.state)["mu_auto_loc"] != 0
