# A Cholesky factor that serves to solve; what the distribution gets is a covariance.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.scipy.linalg import cho_solve
from numpyro.infer import MCMC, NUTS


def model(x, y):
    length = numpyro.sample("length", dist.LogNormal(0.0, 0.5))
    gram = jnp.exp(-0.5 * ((x[:, None] - x) / length) ** 2) + 0.1 * jnp.eye(len(x))
    chol = jnp.linalg.cholesky(gram)
    weights = cho_solve((chol, True), y)
    numpyro.deterministic("weights", weights)
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=gram), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.ones(3))
