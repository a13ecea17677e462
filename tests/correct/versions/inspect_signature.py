# A keyword is given only where the signature has it.
import inspect

import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


options = {"max_tree_depth": 3}
if "find_heuristic_step_size" in inspect.signature(NUTS).parameters:
    options["find_heuristic_step_size"] = False
mcmc = MCMC(NUTS(model, **options), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.1)
