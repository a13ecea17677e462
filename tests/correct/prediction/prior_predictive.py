# Draws from the prior: a model whose size does not come from the data.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(n, y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", n):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


prior = Predictive(model, num_samples=10)(random.PRNGKey(0), 4)
assert prior["mu"].shape == (10,) and prior["y"].shape == (10, 4)
