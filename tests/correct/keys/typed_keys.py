# Typed keys from `jax.random.key` in place of `PRNGKey`, for sampling, handlers and prediction.
import jax
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, Predictive


def model(y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


key_fit, key_predict, key_seed = random.split(jax.random.key(0), 3)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(key_fit, 0.4)
predictive = Predictive(model, mcmc.get_samples())
assert predictive(key_predict)["y"].shape == (5,)
assert "mu" in handlers.trace(handlers.seed(model, key_seed)).get_trace()
