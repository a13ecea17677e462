# The mean of the log densities in a plate: the plate counts it as often as there are rows.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", 4):
        numpyro.factor("likelihood", dist.Normal(mu, 1.0).log_prob(y).sum() / 4)


y = jnp.array([0.1, 0.5, -0.4, 1.0])
log_joint, _ = log_density(model, (y,), {}, {"mu": 0.0})
exact = dist.Normal(0.0, 1.0).log_prob(0.0) + dist.Normal(0.0, 1.0).log_prob(y).sum()
assert jnp.allclose(log_joint, exact, atol=1e-4)
