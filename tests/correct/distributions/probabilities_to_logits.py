# A probability is turned into a logit before it goes to `logits`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.scipy.special import logit
from numpyro.infer import MCMC, NUTS


def model(y):
    p = numpyro.sample("p", dist.Beta(2.0, 2.0))
    shift = numpyro.sample("shift", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Bernoulli(logits=logit(p) + shift), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1, 0, 1]))
