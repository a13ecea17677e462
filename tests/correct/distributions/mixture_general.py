# `MixtureGeneral` of two families that share their support.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    parts = [dist.Normal(0.0, 1.0), dist.StudentT(3.0, 0.0, 5.0)]
    numpyro.sample("y", dist.MixtureGeneral(dist.Categorical(weights), parts), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 6.0, -0.3]))
