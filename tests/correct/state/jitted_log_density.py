# `jit` and `grad` of a log density: the model is traced inside, and nothing of it is kept.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


@jax.jit
def score(mu):
    return jax.grad(lambda value: log_density(model, (1.0,), {}, {"mu": value})[0])(mu)


assert jnp.allclose(score(0.0), 1.0)
