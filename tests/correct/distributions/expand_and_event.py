# `expand` with `to_event` for a vector site, `expand_by` for draws.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    w = numpyro.sample("w", dist.Laplace(0.0, 1.0).expand((3,)).to_event(1))
    numpyro.sample("y", dist.Normal(w.sum(), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
assert dist.Normal(jnp.zeros(2), 1.0).expand_by((4,)).sample(random.PRNGKey(0)).shape == (4, 2)
