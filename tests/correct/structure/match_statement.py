# A `match` over a setting chooses the likelihood.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def likelihood(name, mean):
    match name:
        case "normal":
            return dist.Normal(mean, 1.0)
        case "cauchy":
            return dist.Cauchy(mean, 1.0)
        case _:
            raise ValueError(name)


def model(y, family="normal"):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", likelihood(family, mu), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.2, family="cauchy")
