# Probabilities are clipped where single precision still tells them from one.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    p = jnp.clip(jax.nn.sigmoid(b * x), 1e-6, 1 - 1e-6)
    numpyro.sample("y", dist.Bernoulli(probs=p), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([50.0, -50.0]), jnp.array([1, 0]))
