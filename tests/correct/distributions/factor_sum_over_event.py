# A factor in a plate, summed over an axis of its own and not over the plate's.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("subjects", y.shape[0]):
        numpyro.factor("likelihood", dist.Normal(mu, 1.0).log_prob(y).sum(axis=-1))


y = jnp.array([[0.1, 0.5, 0.2], [1.0, 0.3, 0.2]])
log_joint, _ = log_density(model, (y,), {}, {"mu": 0.0})
expected = dist.Normal(0.0, 1.0).log_prob(y).sum() + dist.Normal(0.0, 1.0).log_prob(0.0)
assert jnp.allclose(log_joint, expected, atol=1e-4)
