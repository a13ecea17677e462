# A stale deterministic site is computed anew from the new data.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(1.0, 0.1))
    mean = numpyro.deterministic("mean", slope * x)
    numpyro.sample("y", dist.Normal(mean, 0.1), obs=y)


x = jnp.arange(3.0)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, x)
predictive = Predictive(model, mcmc.get_samples())
assert predictive(random.PRNGKey(1), jnp.arange(5.0))["mean"].shape == (5, 5)
