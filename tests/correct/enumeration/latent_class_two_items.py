# Two enumerated sites with a dependence between them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.funsor import config_enumerate
from numpyro.infer import MCMC, NUTS


@config_enumerate(default="parallel")
def model(test_a, test_b):
    prevalence = numpyro.sample("prevalence", dist.Beta(2.0, 5.0))
    sick = numpyro.sample("sick", dist.Bernoulli(prevalence))
    severe = numpyro.sample("severe", dist.Bernoulli(jnp.where(sick == 1, 0.4, 0.01)))
    numpyro.sample("a", dist.Bernoulli(jnp.where(sick == 1, 0.9, 0.1)), obs=test_a)
    numpyro.sample("b", dist.Bernoulli(jnp.where(severe == 1, 0.8, 0.05)), obs=test_b)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 1, 0)
assert list(mcmc.get_samples()) == ["prevalence"]
