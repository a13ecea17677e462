# A factor within a plate, one number a row: the plate sums.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(y)):
        numpyro.factor("likelihood", dist.Normal(mu, 1.0).log_prob(y))


log_joint, _ = log_density(model, (jnp.array([0.1, 0.5]),), {}, {"mu": 0.0})
parts = dist.Normal(0.0, 1.0).log_prob(jnp.array([0.0, 0.1, 0.5]))
assert jnp.allclose(log_joint, parts.sum())
