# `xlogy` has the right limit and gradient by itself.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.scipy.special import xlogy
from numpyro.infer import MCMC, NUTS


def model(y):
    p = numpyro.sample("p", dist.Dirichlet(jnp.ones(3)))
    entropy = numpyro.deterministic("entropy", -xlogy(p, p).sum())
    numpyro.sample("y", dist.Normal(entropy, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.9)
