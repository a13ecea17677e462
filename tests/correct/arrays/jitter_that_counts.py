# A jitter that single precision can see beside a diagonal of ones.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    length = numpyro.sample("length", dist.LogNormal(0.0, 0.5))
    gram = jnp.exp(-0.5 * ((x[:, None] - x) / length) ** 2) + 1e-4 * jnp.eye(len(x))
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=gram), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.linspace(0.0, 4.0, 5), jnp.zeros(5))
assert jnp.isfinite(mcmc.get_samples()["length"]).all()
