# A cached JAX array that is computed at compile time, and so is concrete.
from functools import cache

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


@cache
def knots(n):
    with jax.ensure_compile_time_eval():
        return jnp.linspace(-1.0, 1.0, n)


def model(n, y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * knots(n), 1.0), obs=y)


prior = Predictive(model, num_samples=3)(random.PRNGKey(0), 4)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(1), 4, y=prior["y"][0])
