# A Haar transform of a random walk's innovations.
# ---
# target = ">=0.22"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "HaarReparam"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import HaarReparam


@handlers.reparam(config={"x": HaarReparam(dim=-1)})
def model(y):
    x = numpyro.sample("x", dist.Normal(jnp.zeros(4), 1.0).to_event(1))
    numpyro.sample("y", dist.Normal(jnp.cumsum(x), 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(4.0))
assert "x_haar" in mcmc.get_samples()
