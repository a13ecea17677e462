# `DiscreteHMCGibbs` samples the discrete site: it is in the samples and may be read.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, DiscreteHMCGibbs


def model(y):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    kind = numpyro.sample("kind", dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(6.0 * kind, 1.0), obs=y)


kernel = DiscreteHMCGibbs(NUTS(model), modified=True)
mcmc = MCMC(kernel, num_warmup=5, num_samples=10, progress_bar=False)
mcmc.run(random.PRNGKey(0), 5.9)
assert mcmc.get_samples()["kind"].shape == (10,)
