# Options that a caller may overrule, in `**kwargs` with defaults.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def fit(model, *args, seed=0, **kwargs):
    options = {"num_warmup": 3, "num_samples": 3, "progress_bar": False, **kwargs}
    mcmc = MCMC(NUTS(model, max_tree_depth=2), **options)
    mcmc.run(random.PRNGKey(seed), *args)
    return mcmc


def model(x, y=None, **unused):
    slope = numpyro.sample("slope", dist.TruncatedNormal(0.0, 1.0, low=-5.0, high=5.0))
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


x = jnp.arange(3.0)
single = fit(model, x, x)
several = fit(model, x, x, seed=1, num_chains=2, chain_method="vectorized")
assert len(several.get_samples()["slope"]) == 2 * len(single.get_samples()["slope"])
