# Values for some of the sites; the rest starts at random.
from functools import partial

import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, init_to_value


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(a, b), obs=y)


start = partial(init_to_value, values={"b": 0.7})
mcmc = MCMC(NUTS(model, init_strategy=start), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.1)
