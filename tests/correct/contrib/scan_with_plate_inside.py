# A plate within the body of the contrib `scan`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.control_flow import scan
from numpyro.infer import MCMC, NUTS


def model(y):
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))

    def step(level, y_t):
        with numpyro.plate("series", 2):
            level = numpyro.sample("level", dist.Normal(level, sigma))
            numpyro.sample("y", dist.Normal(level, 1.0), obs=y_t)
        return level, None

    scan(step, jnp.zeros(2), y)


mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=4, num_samples=4, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.ones((3, 2)))
assert mcmc.get_samples()["level"].shape == (4, 3, 2)
