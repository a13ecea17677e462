# A seeded and blocked simulation under `vmap` within a model: its sites stay inside.
import jax
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def walk():
    return numpyro.sample("step", dist.Normal(0.0, 1.0).expand([3]).to_event(1)).sum()


def simulate(key):
    with handlers.block(), handlers.seed(rng_seed=key):
        return walk()


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    noise = jax.vmap(simulate)(random.split(random.PRNGKey(0), 4))
    numpyro.sample("y", dist.Normal(mu + 0.01 * noise.mean(), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.2)
assert set(mcmc.get_samples()) == {"mu"}
