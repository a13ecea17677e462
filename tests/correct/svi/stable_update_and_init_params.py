# `stable_update` and starting values for params that the guide has.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def guide(y):
    loc = numpyro.param("loc", lambda key: random.normal(key))
    numpyro.sample("mu", dist.Normal(loc, 0.1))


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(
    random.PRNGKey(0), 5, 0.5, progress_bar=False, stable_update=True, init_params={"loc": 0.4}
)
assert abs(result.params["loc"] - 0.4) < 0.5
