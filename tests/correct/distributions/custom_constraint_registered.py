# A transform that is registered for a constraint of one's own.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import constraints, transforms
from numpyro.infer import MCMC, NUTS


class AboveTwo(constraints.greater_than(0.0).__class__):
    pass


above_two = AboveTwo(2.0)


@dist.biject_to.register(AboveTwo)
def _(constraint):
    return transforms.ComposeTransform(
        [
            transforms.ExpTransform(),
            transforms.AffineTransform(2.0, 1.0, domain=constraints.positive),
        ]
    )


def model(y):
    x = numpyro.sample("x", dist.ImproperUniform(above_two, (), ()))
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 3.0)
assert (mcmc.get_samples()["x"] > 2).all()
