# `SA` needs no gradient: an argument that rounds is fine there.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, SA


def model(y):
    x = numpyro.sample("x", dist.Uniform(-4.0, 4.0))
    numpyro.sample("y", dist.Normal(jnp.floor(x), 0.5), obs=y)


mcmc = MCMC(SA(model), num_warmup=10, num_samples=10, progress_bar=False)
mcmc.run(random.PRNGKey(0), 1.2)
assert mcmc.get_samples()["x"].shape == (10,)
