# A generator yields sampled values; the model consumes it at once.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def effects(names):
    for name in names:
        yield numpyro.sample(name, dist.Normal(0.0, 1.0))


def model(y):
    mean = sum(effects(("a", "b", "c")))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.4)
assert len(mcmc.get_samples()) == 3
