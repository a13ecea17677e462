# NaN is asked for by `isnan`, and infinity compared, which is fine.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    usable = ~(jnp.isnan(y) | (y == jnp.inf))
    filled = jnp.where(usable, y, 0.0)
    numpyro.sample("y", dist.Normal(mu, 1.0).mask(usable), obs=filled)


log_joint, _ = log_density(model, (jnp.array([0.0, jnp.nan, jnp.inf]),), {}, {"mu": 0.0})
assert jnp.allclose(log_joint, 2 * dist.Normal(0.0, 1.0).log_prob(0.0))
