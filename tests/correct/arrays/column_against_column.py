# A column is observed at a mean that is a column, too.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(x, y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([1, 1]).to_event(2))
    numpyro.sample("y", dist.Normal(x @ w, 1.0).to_event(2), obs=y)


x = jnp.arange(4.0).reshape(-1, 1)
y = 2.0 * x
log_joint, _ = log_density(model, (x, y), {}, {"w": jnp.array([[2.0]])})
expected = 4 * dist.Normal(0.0, 1.0).log_prob(0.0) + dist.Normal(0.0, 1.0).log_prob(2.0)
assert jnp.allclose(log_joint, expected, atol=1e-4)
