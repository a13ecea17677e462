# Subclasses give a model its prior; the base class runs it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Base:
    def prior(self):
        raise NotImplementedError

    def model(self, y):
        mu = numpyro.sample("mu", self.prior())
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)

    def fit(self, key, y):
        mcmc = MCMC(NUTS(self.model), num_warmup=5, num_samples=5, progress_bar=False)
        mcmc.run(key, y)
        return mcmc.get_samples()


class Narrow(Base):
    def prior(self):
        return dist.TruncatedNormal(0.0, 0.1, low=0.0)


class Wide(Base):
    def prior(self):
        return dist.Normal(0.0, 10.0)


fits = [make().fit(random.PRNGKey(i), jnp.array([0.2])) for i, make in enumerate((Narrow, Wide))]
assert (fits[0]["mu"] > 0).all()
