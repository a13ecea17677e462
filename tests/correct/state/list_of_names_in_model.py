# A list outside of the model that grows by strings, which are no tracers, and is cleared.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

SEEN = []


def model(y):
    SEEN.clear()
    for name in ("a", "b"):
        SEEN.append(name)
        numpyro.sample(name, dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(0.0, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.1)
assert sorted(mcmc.get_samples()) == SEEN
