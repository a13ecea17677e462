# A module variable that a model reads and that nothing assigns after the first run.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

CONFIG = {"scale": 1.0}
CONFIG["scale"] = 2.0


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, CONFIG["scale"]))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
