# Blocks of a dense mass matrix by the names of sites that the model has.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    c = numpyro.sample("c", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(a + b, c), obs=y)


kernel = NUTS(model, dense_mass=[("a", "b")], target_accept_prob=0.9, max_tree_depth=(3, 4))
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.3, 0.1]))
