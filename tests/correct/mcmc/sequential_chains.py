# Chains one after the other.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(
    NUTS(model),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="sequential",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.3]))
assert mcmc.get_samples()["mu"].shape == (10,)
