# A bootstrap: rows are drawn anew outside of the model, as many as there are, for each fit.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


y = jnp.array([0.1, 0.5, 0.9, 1.4])
guide = AutoDelta(model)
svi = SVI(model, guide, optim.Adam(0.3), Trace_ELBO())
means = []
for key in random.split(random.PRNGKey(0), 3):
    rows = random.choice(key, len(y), (len(y),))
    result = svi.run(key, 20, y[rows], progress_bar=False)
    means.append(float(result.params["mu_auto_loc"]))
assert len(set(means)) > 1
