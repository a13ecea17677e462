# Params in a loop: each name has the loop's variable in it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO

NAMES = ("slope", "intercept")


def model(x, y):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    intercept = numpyro.sample("intercept", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x + intercept, 1.0), obs=y)


def guide(x, y):
    for name in NAMES:
        loc = numpyro.param(f"{name}_loc", 0.0)
        scale = numpyro.param(f"{name}_scale", 0.1, constraint=constraints.positive)
        numpyro.sample(name, dist.Normal(loc, scale))


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.arange(3.0), jnp.arange(3.0), progress_bar=False)
assert len(result.params) == 4
