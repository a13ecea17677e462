# The method `.mask(False)` on an observed site: a site that is stored, but weighs nothing.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("replayed", dist.Normal(mu, 1.0).mask(False), obs=y)
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


log_joint, _ = log_density(model, (0.4,), {}, {"mu": 0.0})
expected = dist.Normal(0.0, 1.0).log_prob(0.0) + dist.Normal(0.0, 1.0).log_prob(0.4)
assert jnp.allclose(log_joint, expected)
