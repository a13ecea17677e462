# A power likelihood: the scale below one is meant.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.infer.util import log_density


def model(y, power):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with handlers.scale(scale=power):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


full, _ = log_density(model, (0.5, 1.0), {}, {"mu": 0.0})
half, _ = log_density(model, (0.5, 0.5), {}, {"mu": 0.0})
prior = dist.Normal(0.0, 1.0).log_prob(0.0)
assert jnp.allclose(half - prior, 0.5 * (full - prior))
