# The result of `.at[].set` is bound, chained, and returned.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    free = numpyro.sample("free", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    beta = jnp.zeros(3)
    beta = beta.at[1:].set(free)
    beta = beta.at[0].add(1.0).at[2].multiply(2.0)
    numpyro.sample("y", dist.Normal(beta, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0))
