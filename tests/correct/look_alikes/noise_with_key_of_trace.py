# `dist.….sample` in a model with the key of the trace, which is there for noise.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    key = numpyro.prng_key()
    if y is None:
        y = dist.Normal(mu, 1.0).sample(key, (3,))
    return numpyro.deterministic("shown", y)


draws = Predictive(model, num_samples=4)(random.PRNGKey(0))["shown"]
assert draws.shape == (4, 3) and draws.std() > 0
