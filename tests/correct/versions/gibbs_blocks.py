# Blocks of `Gibbs`: NUTS for the continuous latents, `DiscreteGibbs` for the others.
# ---
# target = ">=0.22"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "DiscreteGibbs"
# ---
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, DiscreteGibbs, Gibbs


def model(y):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    z = numpyro.sample("z", dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(4.0 * z, 1.0), obs=y)


kernel = Gibbs([(NUTS(model), ["p"]), (DiscreteGibbs(model), ["z"])])
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 3.8)
assert set(mcmc.get_samples()) == {"p", "z"}
