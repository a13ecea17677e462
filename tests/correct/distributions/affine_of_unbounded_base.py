# An affine transform of a base on the whole line needs no domain.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import transforms
from numpyro.infer import MCMC, NUTS


def model(y):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    x = numpyro.sample(
        "x",
        dist.TransformedDistribution(
            dist.StudentT(4.0, 0.0, 1.0), transforms.AffineTransform(1.0, scale)
        ),
    )
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.5)
