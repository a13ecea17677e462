# A plate and a site whose names are alike, but not the same.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    with numpyro.plate("herds", 3):
        herd = numpyro.sample("herd", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(herd, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0))
