# An `ExitStack` of plates, entered in one `with`.
from contextlib import ExitStack

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.util import log_density


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with ExitStack() as stack:
        for i, size in enumerate(y.shape):
            stack.enter_context(numpyro.plate(f"axis_{i}", size, dim=i - y.ndim))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


log_joint, _ = log_density(model, (jnp.zeros((2, 3)),), {}, {"mu": 0.0})
assert jnp.allclose(log_joint, 7 * dist.Normal(0.0, 1.0).log_prob(0.0), atol=1e-4)
