# Two steps: posterior draws from the guide, then the model given them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Predictive, Trace_ELBO


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 0.1), obs=y)


def guide(x, y=None):
    loc = numpyro.param("loc", 1.0)
    numpyro.sample("slope", dist.Normal(loc, 0.1))


x = jnp.arange(4.0)
result = SVI(model, guide, optim.Adam(0.05), Trace_ELBO()).run(
    random.PRNGKey(0), 5, x, 2 * x, progress_bar=False
)
posterior = Predictive(guide, params=result.params, num_samples=6)(random.PRNGKey(1), x)
replicated = Predictive(model, posterior)(random.PRNGKey(2), x)["y"]
assert replicated.shape == (6, 4)
