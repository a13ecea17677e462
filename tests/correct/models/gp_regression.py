# A Gaussian process whose noise is on the diagonal.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def kernel(x, z, variance, length):
    return variance * jnp.exp(-0.5 * ((x[:, None] - z) / length) ** 2)


def model(x, y):
    variance = numpyro.sample("variance", dist.LogNormal(0.0, 1.0))
    length = numpyro.sample("length", dist.LogNormal(0.0, 1.0))
    noise = numpyro.sample("noise", dist.LogNormal(-1.0, 0.5))
    gram = kernel(x, x, variance, length) + (noise + 1e-5) * jnp.eye(len(x))
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=gram), obs=y)


x = jnp.linspace(0.0, 1.0, 5)
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, jnp.sin(x))
