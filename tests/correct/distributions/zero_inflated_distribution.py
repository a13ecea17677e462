# `ZeroInflatedDistribution` over a base that is built in the model.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    base = dist.NegativeBinomial2(jnp.exp(b * x), 3.0)
    numpyro.sample("y", dist.ZeroInflatedDistribution(base, gate=0.3), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.0, 0.0, 1.0]), jnp.array([0, 1, 4]))
