# Two parallel chains; the truncated prior is built anew in each trace.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

numpyro.set_host_device_count(2)


def model(y):
    rate = numpyro.sample("rate", dist.TruncatedNormal(0.0, 1.0, low=0.0))
    numpyro.sample("y", dist.Exponential(rate), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, num_chains=2, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1.0, 0.4]))
assert mcmc.get_samples(group_by_chain=True)["rate"].shape == (2, 5)
