# Probabilities by position, each through a link that keeps them between 0 and 1.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.scipy.stats import norm
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    links = {
        "probit": norm.cdf(b * x),
        "logistic": 1.0 / (1.0 + jnp.exp(-b * x)),
        "tanh": 0.5 + 0.4 * jnp.tanh(b * x),
        "cloglog": 1.0 - jnp.exp(-jnp.exp(b * x)),
        "clipped": jnp.clip(0.5 + b * x, 0.01, 0.99),
    }
    for name, p in links.items():
        numpyro.sample(name, dist.Bernoulli(p), obs=y)
    weights = jnp.exp(b * jnp.arange(3.0))
    numpyro.sample("kind", dist.Categorical(weights / weights.sum()), obs=1)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, -0.2]), jnp.array([1, 0]))
