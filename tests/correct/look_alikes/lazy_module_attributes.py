# Helpers in a class namespace: static methods, class methods, nested classes.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import constraints, transforms
from numpyro.infer import MCMC, NUTS


class Priors:
    loc = 0.0

    @staticmethod
    def scale():
        return dist.TruncatedNormal(0.5, 0.5, low=0.0)

    @classmethod
    def location(cls, width=1.0):
        return dist.Normal(cls.loc, width)

    class Robust:
        @staticmethod
        def nu():
            return dist.TransformedDistribution(
                dist.Gamma(2.0, 0.1),
                transforms.AffineTransform(1.0, 1.0, domain=constraints.positive),
            )


def model(y):
    mu = numpyro.sample("mu", Priors.location())
    sigma = numpyro.sample("sigma", Priors.scale())
    nu = numpyro.sample("nu", Priors.Robust.nu())
    numpyro.sample("y", dist.StudentT(nu, mu, sigma), obs=y)


mcmc = MCMC(
    NUTS(model, max_tree_depth=3),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.2, 0.7]))
