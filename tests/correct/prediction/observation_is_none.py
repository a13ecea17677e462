# Observations passed as an explicit None, by keyword and in a dict.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None, sigma=1.0):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, sigma), obs=y)


data = {"x": jnp.arange(3.0), "y": jnp.array([0.1, 1.2, 1.8]), "sigma": 0.5}
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), **data)
predictive = Predictive(model, mcmc.get_samples())
replicated = predictive(random.PRNGKey(1), **{**data, "y": None})["y"]
assert float(jnp.std(replicated)) > 0
