# Warm up first, go on from there: the same kernel and the same data, no key used for both draws.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


y = jnp.array([0.1, 0.2])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.warmup(random.PRNGKey(0), y, collect_warmup=True)
mcmc.run(random.PRNGKey(1), y)
mcmc.post_warmup_state = mcmc.last_state
mcmc.run(mcmc.post_warmup_state.rng_key, y)
assert mcmc.get_samples()["mu"].shape == (5,)
