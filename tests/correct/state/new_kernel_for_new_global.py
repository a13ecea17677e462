# The global data change, and with them a new kernel and MCMC are made.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def fit(name):
    data = DATA[name]

    def model():
        mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=data)

    mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(random.PRNGKey(0))
    return mcmc.get_samples()["mu"].mean()


DATA = {"low": jnp.array([-3.0, -3.1]), "high": jnp.array([3.0, 3.1])}
assert fit("low") < fit("high")
