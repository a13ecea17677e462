# A deterministic site is in the samples of MCMC itself: no prediction is needed.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    log_rate = numpyro.sample("log_rate", dist.Normal(0.0, 1.0))
    rate = numpyro.deterministic("rate", jnp.exp(log_rate))
    numpyro.sample("y", dist.Poisson(rate), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1, 2, 0]))
assert jnp.allclose(mcmc.get_samples()["rate"], jnp.exp(mcmc.get_samples()["log_rate"]))
