# A model's return value goes to another model, in which its sites are.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def prior():
    return numpyro.sample("a", dist.Normal(0.0, 1.0)), numpyro.sample("b", dist.HalfNormal(1.0))


def model(y=None):
    a, b = prior()
    return numpyro.sample("y", dist.Normal(a, b), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.2]))
assert jnp.isfinite(handlers.seed(model, 3)())
