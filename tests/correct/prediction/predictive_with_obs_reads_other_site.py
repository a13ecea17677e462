# The observations are given, but what is read is a deterministic site and not `y`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    mean = numpyro.deterministic("mean", slope * x)
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


x, y = jnp.arange(3.0), jnp.array([0.0, 1.1, 2.1])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
fitted = Predictive(model, mcmc.get_samples())(random.PRNGKey(1), x, y)["mean"]
residuals = y - fitted.mean(0)
assert residuals.shape == (3,)
