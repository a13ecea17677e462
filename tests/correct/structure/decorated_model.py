# A decorator that adds a prior's site before the model, with `functools.wraps`.
from functools import wraps

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def with_noise(model):
    @wraps(model)
    def wrapped(*args, **kwargs):
        sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
        return model(*args, sigma=sigma, **kwargs)

    return wrapped


@with_noise
def model(y, sigma):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, sigma), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, -0.2]))
assert set(mcmc.get_samples()) == {"mu", "sigma"}
