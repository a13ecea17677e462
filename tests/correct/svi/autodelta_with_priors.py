# `AutoDelta` for the mode of a posterior, written out as a number with a truth.
# ---
# [run.all]
# outcome = "right"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta

y = jnp.array([1.0, 2.0, 3.0, 2.0])


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


svi = SVI(model, AutoDelta(model), optim.Adam(0.1), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 300, y, progress_bar=False)
found, truth = result.params["mu_auto_loc"], y.sum() / (len(y) + 1)
print(f"measured mode={found} se=0.01 truth={truth}")
