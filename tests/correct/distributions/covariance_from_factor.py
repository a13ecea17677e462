# A factor times its transpose is a covariance.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    corr_chol = numpyro.sample("corr_chol", dist.LKJCholesky(2))
    numpyro.deterministic("corr", corr_chol @ corr_chol.T)
    cov = corr_chol @ jnp.swapaxes(corr_chol, -1, -2)
    numpyro.sample("y", dist.MultivariateNormal(0.0, cov + 1e-4 * jnp.eye(2)), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.3]))
assert mcmc.get_samples()["corr"].shape == (5, 2, 2)
