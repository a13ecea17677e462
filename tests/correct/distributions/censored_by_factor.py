# Right-censored times: the survival function in a factor, summed outside of any plate.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(times, censored):
    scale = numpyro.sample("scale", dist.HalfNormal(5.0))
    lifetimes = dist.Exponential(1.0 / scale)
    logs = jnp.where(censored, jnp.log1p(-lifetimes.cdf(times)), lifetimes.log_prob(times))
    numpyro.factor("times", logs.sum())


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1.0, 2.0, 3.0]), jnp.array([False, False, True]))
