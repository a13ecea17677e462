# A column of observations in two plates, one along each axis.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("series", 1, dim=-1), numpyro.plate("rows", 4, dim=-2):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


y = jnp.array([0.1, 0.5, -0.4, 1.0])[:, None]
log_joint, _ = log_density(model, (y,), {}, {"mu": 0.0})
exact = dist.Normal(0.0, 1.0).log_prob(0.0) + dist.Normal(0.0, 1.0).log_prob(y).sum()
assert jnp.allclose(log_joint, exact, atol=1e-4)
