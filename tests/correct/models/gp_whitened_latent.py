# A latent Gaussian process, whitened: the factor multiplies standard normals.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, counts):
    length = numpyro.sample("length", dist.InverseGamma(3.0, 2.0))
    gram = jnp.exp(-0.5 * ((x[:, None] - x) / length) ** 2) + 1e-3 * jnp.eye(len(x))
    white = numpyro.sample("white", dist.Normal(0.0, 1.0).expand([len(x)]).to_event(1))
    f = numpyro.deterministic("f", jnp.linalg.cholesky(gram) @ white)
    numpyro.sample("counts", dist.Poisson(jnp.exp(f)), obs=counts)


x = jnp.linspace(0.0, 4.0, 4)
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, jnp.array([0, 1, 2, 1]))
