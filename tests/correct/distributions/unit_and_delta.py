# `Unit` for a log factor, `Delta` for a value with a density.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("weight", dist.Unit(-0.5 * (mu - y) ** 2), obs=())
    fixed = numpyro.sample("fixed", dist.Delta(2.0, log_density=0.3))
    return mu * fixed


log_joint, _ = log_density(model, (1.0,), {}, {"mu": 0.0, "fixed": 2.0})
assert jnp.allclose(log_joint, dist.Normal(0.0, 1.0).log_prob(0.0) - 0.5 + 0.3)
