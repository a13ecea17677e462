# A column from a table becomes a vector before it is observed.
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

table = np.array([[1.0, 0.1], [2.0, 0.4], [3.0, 0.2]])
x, y = table[:, :1], table[:, 1:]


def model(x, y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([1]).to_event(1))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(x @ w, 1.0), obs=y.squeeze(-1))


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
