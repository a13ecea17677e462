# A discrete latent read from the *prior* predictive: there is no posterior to be missed.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(y=None):
    p = numpyro.sample("p", dist.Beta(5.0, 1.0))
    z = numpyro.sample("z", dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(3.0 * z, 1.0), obs=y)


prior = Predictive(model, num_samples=200)(random.PRNGKey(0))
assert 0.7 < prior["z"].mean() < 0.95
