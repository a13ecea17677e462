# Linear predictors as logits, probabilities as probs.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    p = jax.nn.sigmoid(b * x)
    numpyro.sample("first", dist.Bernoulli(logits=b * x), obs=y)
    numpyro.sample("second", dist.Bernoulli(probs=p), obs=1 - y)
    numpyro.sample("third", dist.Bernoulli(p), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1.0, -1.0]), jnp.array([1, 0]))
