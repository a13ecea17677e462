# A precision matrix from a factor, by its keyword.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    factor = numpyro.sample("factor", dist.LKJCholesky(2, 1.0))
    numpyro.sample(
        "y", dist.MultivariateNormal(jnp.zeros(2), precision_matrix=factor @ factor.T), obs=y
    )


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.3, -1.0]))
