# Maximum likelihood: the model has params only, the guide is empty, and SVI does fit them.
# ---
# [run.all]
# outcome = "right"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO

data = jnp.array([1.0, 3.0, 2.0, 6.0])


def model(y):
    rate = numpyro.param("rate", 1.0, constraint=constraints.positive)
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Poisson(rate), obs=y)


def guide(y):
    pass


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 400, data, progress_bar=False)
print(f"measured rate={result.params['rate']} se=0.03 truth={data.mean()}")
