# The posterior predictive is called without the observations that the fit was given.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(slope * x, sigma), obs=y)


x = jnp.arange(4.0)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, 2 * x)
predictive = Predictive(model, mcmc.get_samples(), return_sites=["y"])
new = predictive(random.PRNGKey(1), jnp.array([5.0, 6.0]))
assert new["y"].shape == (5, 2)
