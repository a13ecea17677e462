# A dict argument is copied before its entries change.
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(data):
    data = {**data}
    data["y"] = (data["y"] - data["y"].mean()) * 2.0
    rows = list(data["rows"])
    rows.append(1.0)
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu * len(rows), 1.0), obs=data["y"])


data = {"y": np.array([1.0, 2.0]), "rows": [0.0]}
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), data)
assert data["y"].tolist() == [1.0, 2.0] and data["rows"] == [0.0]
