# A subclass of `TransformedDistribution`, whose transform knows its domain.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import constraints, transforms
from numpyro.infer import MCMC, NUTS


class ShiftedGamma(dist.TransformedDistribution):
    arg_constraints = {"shift": constraints.real}

    def __init__(self, shift, concentration, rate=1.0, *, validate_args=None):
        self.shift = shift
        super().__init__(
            dist.Gamma(concentration, rate),
            transforms.AffineTransform(shift, 1.0, domain=constraints.positive),
            validate_args=validate_args,
        )


def model(y):
    x = numpyro.sample("x", ShiftedGamma(1.0, 2.0))
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 2.5)
assert (mcmc.get_samples()["x"] > 1).all()
