# Random Fourier features with a fixed key in the model: the same in each trace, by intent.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    frequencies = random.normal(random.PRNGKey(0), (4,))
    features = jnp.cos(x[:, None] * frequencies)
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([4]).to_event(1))
    numpyro.sample("y", dist.Normal(features @ w, 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0))
