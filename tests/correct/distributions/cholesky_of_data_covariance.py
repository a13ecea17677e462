# The Cholesky factor of a covariance from data, given by its keyword.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

data = np.random.default_rng(0).normal(size=(20, 2))
FACTOR = jnp.linalg.cholesky(jnp.cov(data, rowvar=False))


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.MultivariateNormal(mu, scale_tril=FACTOR), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), data)
