# Ensemble slice sampling, vectorized, with a prior that is built within the model.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import ESS, MCMC


def model(y):
    scale = numpyro.sample("scale", dist.TruncatedNormal(1.0, 1.0, low=0.1))
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


kernel = ESS(model, moves={ESS.DifferentialMove(): 1.0})
mcmc = MCMC(
    kernel,
    num_warmup=5,
    num_samples=5,
    num_chains=4,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.2, 0.5]))
