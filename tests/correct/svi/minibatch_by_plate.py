# Minibatches by the plate itself: `subsample_size` scales the likelihood up.
# ---
# [run.all]
# outcome = "right"
# ---
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal

data = np.random.default_rng(3).normal(1.0, 1.0, 200).astype(np.float32)


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
    with numpyro.plate("rows", len(y), subsample_size=50):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=numpyro.subsample(y, event_dim=0))


guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
params = svi.run(random.PRNGKey(0), 2000, data, progress_bar=False).params
print(f"measured sd={params['mu_auto_scale']} se=0.012 truth={len(data) ** -0.5}")
