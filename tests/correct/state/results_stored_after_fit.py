# `fit` stores samples on the object: they are arrays by then.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Estimator:
    def model(self, y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)

    def fit(self, key, y):
        mcmc = MCMC(NUTS(self.model), num_warmup=5, num_samples=5, progress_bar=False)
        mcmc.run(key, y)
        self.samples_ = mcmc.get_samples()
        self.mean_ = self.samples_["mu"].mean()
        return self


estimator = Estimator().fit(random.PRNGKey(0), jnp.array([0.5, 0.6]))
assert jnp.isfinite(estimator.mean_)
