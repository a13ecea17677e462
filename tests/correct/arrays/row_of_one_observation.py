# An array of shape (1, 3) at a site whose mean has that shape by broadcasting.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
    with numpyro.plate("rows", y.shape[0]):
        numpyro.sample("y", dist.Normal(mu, 1.0).to_event(1), obs=y)


log_joint, _ = log_density(model, (jnp.zeros((1, 3)),), {}, {"mu": jnp.zeros(3)})
assert jnp.allclose(log_joint, 6 * dist.Normal(0.0, 1.0).log_prob(0.0), atol=1e-4)
