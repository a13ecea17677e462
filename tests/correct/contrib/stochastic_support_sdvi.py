# SDVI: a guide for each branch.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.contrib.stochastic_support.sdvi import SDVI


def model(y):
    kind = numpyro.sample("kind", dist.Bernoulli(0.5), infer={"branching": True})
    if kind == 0:
        mean = numpyro.sample("a", dist.Normal(0.0, 1.0))
    else:
        mean = numpyro.sample("b", dist.Normal(5.0, 1.0))
    numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


sdvi = SDVI(model, optim.Adam(0.1), svi_num_steps=5, combine_elbo_particles=5, num_slp_samples=10)
result = sdvi.run(random.PRNGKey(0), 4.6)
assert len(result.guides) == 2
