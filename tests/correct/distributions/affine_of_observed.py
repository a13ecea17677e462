# An observed site on an affine transform of a half-line: nothing is inferred there.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import transforms
from numpyro.infer import MCMC, NUTS


def model(y):
    scale = numpyro.sample("scale", dist.LogNormal(0.0, 1.0))
    delay = dist.TransformedDistribution(
        dist.Exponential(1.0), transforms.AffineTransform(2.0, scale)
    )
    numpyro.sample("y", delay, obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([2.5, 4.0]))
