# An affine transform of a bounded base that is told its domain.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import constraints, transforms
from numpyro.infer import MCMC, NUTS


def model(y):
    shifted = dist.TransformedDistribution(
        dist.Beta(2.0, 2.0),
        transforms.AffineTransform(-1.0, 2.0, domain=constraints.unit_interval),
    )
    r = numpyro.sample("r", shifted)
    numpyro.sample("y", dist.Normal(r, 0.5), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
assert (jnp.abs(mcmc.get_samples()["r"]) <= 1).all()
