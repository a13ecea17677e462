# Importance weights from two models' log likelihoods of the same draws.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import log_likelihood


def narrow(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def heavy(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.StudentT(3.0, mu, 1.0), obs=y)


y = jnp.array([0.1, 4.0])
samples = {"mu": random.normal(random.PRNGKey(0), (50,))}
difference = (log_likelihood(heavy, samples, y)["y"] - log_likelihood(narrow, samples, y)["y"]).sum(
    -1
)
weights = jax.nn.softmax(difference)
assert jnp.allclose(weights.sum(), 1.0, atol=1e-5)
