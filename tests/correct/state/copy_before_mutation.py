# The data are copied first, then changed: the caller's array stays as it is.
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model(y):
    y = np.array(y, copy=True)
    y -= y.mean()
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


data = np.array([1.0, 2.0, 6.0])
handlers.trace(handlers.seed(model, 0)).get_trace(data)
handlers.trace(handlers.seed(model, 0)).get_trace(data)
assert data.tolist() == [1.0, 2.0, 6.0]
