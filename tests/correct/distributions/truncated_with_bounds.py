# Truncated families with a bound on each side, or on one.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    a = numpyro.sample("a", dist.TruncatedNormal(0.0, 1.0, low=0.0))
    b = numpyro.sample("b", dist.TruncatedNormal(0.0, 1.0, high=1.0))
    c = numpyro.sample("c", dist.TruncatedDistribution(dist.Cauchy(0.0, 1.0), low=-1.0, high=1.0))
    numpyro.sample("y", dist.Normal(a + b + c, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.5)
assert (mcmc.get_samples()["a"] > 0).all() and (mcmc.get_samples()["b"] < 1).all()
