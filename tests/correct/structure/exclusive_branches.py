# One name in two branches that a setting chooses between, so it is reached once.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y, robust=False):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    if robust:
        nu = numpyro.sample("nu", dist.Gamma(2.0, 0.1))
        numpyro.sample("y", dist.StudentT(nu, mu, 1.0), obs=y)
    else:
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


for robust in (False, True):
    mcmc = MCMC(NUTS(model), num_warmup=3, num_samples=3, progress_bar=False)
    mcmc.run(random.PRNGKey(int(robust)), jnp.array([0.1, 5.0]), robust=robust)
    assert ("nu" in mcmc.get_samples()) is robust
