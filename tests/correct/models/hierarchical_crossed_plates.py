# Two plates with dims that are given, and a site in both.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    rows = numpyro.plate("rows", y.shape[0], dim=-2)
    columns = numpyro.plate("columns", y.shape[1], dim=-1)
    with rows:
        a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    with columns:
        b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    with rows, columns:
        numpyro.sample("y", dist.Normal(a + b, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.ones((3, 2)))
assert mcmc.get_samples()["a"].shape == (5, 3, 1)
