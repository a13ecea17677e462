# Bounds of truncated distributions by position and by their defaults.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    a = numpyro.sample("a", dist.LeftTruncatedDistribution(dist.Normal(0.0, 1.0)))
    b = numpyro.sample("b", dist.TruncatedDistribution(dist.StudentT(4.0, 0.0, 1.0), 0.0, 3.0))
    c = numpyro.sample("c", dist.TruncatedCauchy(0.0, 1.0, low=-1.0, high=2.0))
    numpyro.sample("y", dist.Normal(a + b - c, 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
assert (mcmc.get_samples()["a"] >= 0).all()
