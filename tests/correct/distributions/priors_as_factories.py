# Priors in a dict of lambdas: each trace builds its own.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

PRIORS = {
    "rate": lambda: dist.TruncatedNormal(0.0, 1.0, low=0.0),
    "shape": lambda: dist.LogNormal(0.0, 0.5),
}


def model(y):
    values = {name: numpyro.sample(name, make()) for name, make in PRIORS.items()}
    numpyro.sample("y", dist.Gamma(values["shape"], values["rate"]), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, 1.2]))
