# Prior predictive checks for a grid of settings: common keys, so that the settings are compared.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(scale, n=3, y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, scale))
    with numpyro.plate("rows", n):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


key = random.PRNGKey(0)
spread = {
    scale: float(Predictive(model, num_samples=50)(key, scale)["y"].std())
    for scale in (0.1, 1.0, 10.0)
}
assert spread[0.1] < spread[1.0] < spread[10.0]
