# One predictive, two calls, two keys: replicated data and new data.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


x = jnp.arange(3.0)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
fit_key, inside, outside = random.split(random.PRNGKey(0), 3)
mcmc.run(fit_key, x, y=x)
predictive = Predictive(model, mcmc.get_samples())
replicated = predictive(inside, x)["y"]
forecast = predictive(outside, x + 3.0)["y"]
assert replicated.shape == forecast.shape
