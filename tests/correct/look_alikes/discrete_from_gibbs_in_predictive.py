# The discrete latent is read from a prediction, but the posterior samples hold it.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, DiscreteHMCGibbs, Predictive


def model(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    z = numpyro.sample("z", dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(3.0 * z, 1.0), obs=y)


mcmc = MCMC(DiscreteHMCGibbs(NUTS(model)), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 2.9)
sites = Predictive(model, mcmc.get_samples(), return_sites=["z", "y"])(random.PRNGKey(1))
assert (sites["z"] == mcmc.get_samples()["z"]).all()
