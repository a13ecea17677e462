# Every second draw, by `tree.map` over the dict of samples.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


samples = {"mu": jnp.arange(6.0)}
thinned = jax.tree_util.tree_map(lambda draws: draws[::2], samples)
assert Predictive(model, thinned)(random.PRNGKey(0))["y"].shape == (3,)
