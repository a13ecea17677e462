# `TransformReparam` of a transformed distribution: its base is sampled.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.handlers import reparam
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import TransformReparam


def model(y):
    scale = numpyro.sample("scale", dist.HalfCauchy(1.0))
    with reparam(config={"x": TransformReparam()}):
        x = numpyro.sample(
            "x",
            dist.TransformedDistribution(
                dist.Normal(0.0, 1.0), dist.transforms.AffineTransform(0.0, scale)
            ),
        )
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.4)
assert "x_base" in mcmc.get_samples()
