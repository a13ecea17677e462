# `LKJ` gives a correlation matrix, which is a covariance once it is scaled on both sides.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    corr = numpyro.sample("corr", dist.LKJ(2, concentration=2.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0).expand([2]).to_event(1))
    covariance = jnp.outer(sigma, sigma) * corr
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(2), covariance_matrix=covariance), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([[0.1, 0.3], [-0.4, -0.2]]))
