# A branch on a sampled value, in a model for DCC, which follows each branch by itself.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.stochastic_support.dcc import DCC


def model(y):
    kind = numpyro.sample("kind", dist.Bernoulli(0.5), infer={"branching": True})
    if kind == 0:
        mean = numpyro.sample("a", dist.Normal(0.0, 1.0))
    else:
        mean = numpyro.sample("b", dist.Normal(5.0, 1.0))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


settings = {"num_warmup": 5, "num_samples": 5, "progress_bar": False}
result = DCC(model, mcmc_kwargs=settings, num_slp_samples=10).run(random.PRNGKey(0), 4.6)
assert len(result.samples) == 2
