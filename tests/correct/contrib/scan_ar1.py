# The contrib `scan` with a site in its body: one name, as many values as there are steps.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.control_flow import scan
from numpyro.infer import MCMC, NUTS


def model(y):
    phi = numpyro.sample("phi", dist.Uniform(-1.0, 1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))

    def step(previous, y_t):
        level = numpyro.sample("level", dist.Normal(phi * previous, sigma))
        numpyro.sample("y", dist.Normal(level, 0.5), obs=y_t)
        return level, level

    scan(step, 0.0, y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.3, 0.2]))
assert mcmc.get_samples()["level"].shape == (5, 3)
