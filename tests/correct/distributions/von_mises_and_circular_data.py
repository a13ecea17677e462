# Angles observed by a von Mises whose concentration is positive.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(angles):
    kappa = numpyro.sample("kappa", dist.Gamma(2.0, 0.5))
    with numpyro.plate("rows", len(angles)):
        numpyro.sample("angles", dist.VonMises(0.0, kappa), obs=angles)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, -0.3, 0.2]))
