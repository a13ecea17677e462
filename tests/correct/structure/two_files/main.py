# Priors in a module of their own, made by functions; the model imports them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS
from priors import noise, positive


def model(y):
    rate = numpyro.sample("rate", positive(1.0))
    sigma = numpyro.sample("sigma", noise())
    numpyro.sample("y", dist.Normal(rate, sigma), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.4, 0.5]))
