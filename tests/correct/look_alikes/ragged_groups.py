# Groups of different sizes, padded, the padding masked.
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model(y, mask):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    tau = numpyro.sample("tau", dist.HalfNormal(1.0))
    with numpyro.plate("groups", y.shape[0], dim=-2):
        theta = numpyro.sample("theta", dist.Normal(mu, tau))
        with numpyro.plate("slots", y.shape[1], dim=-1), handlers.mask(mask=mask):
            numpyro.sample("y", dist.Normal(theta, 1.0), obs=y)


rows = [[0.1, 0.2, 0.4], [1.0]]
width = max(map(len, rows))
y = np.zeros((len(rows), width))
mask = np.zeros(y.shape, dtype=bool)
for i, row in enumerate(rows):
    y[i, : len(row)] = row
    mask[i, : len(row)] = True
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), y, mask)
assert mcmc.get_samples()["theta"].shape == (5, 2, 1)
