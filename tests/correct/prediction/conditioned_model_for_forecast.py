# The past is conditioned on, the future is sampled: what is read is the future.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, Predictive


def model():
    level = numpyro.sample("level", dist.Normal(0.0, 1.0))
    numpyro.sample("past", dist.Normal(level, 1.0))
    numpyro.sample("future", dist.Normal(level, 1.0))


fit = handlers.condition(model, data={"past": jnp.array(0.7)})
mcmc = MCMC(NUTS(handlers.block(fit, hide=[])), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0))
samples = {"level": mcmc.get_samples()["level"]}
future = Predictive(fit, samples, return_sites=["future"])(random.PRNGKey(1))["future"]
assert future.shape == (5,)
