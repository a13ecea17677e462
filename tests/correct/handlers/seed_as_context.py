# One seed around the model's body, once per call, with the caller's key.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def simulate(key, n):
    with handlers.seed(rng_seed=key):
        rate = numpyro.sample("rate", dist.Exponential(1.0))
        with numpyro.plate("n", n):
            return numpyro.sample("count", dist.Poisson(5.0 * rate))


first, second = (simulate(key, 4) for key in random.split(random.PRNGKey(0)))
assert first.shape == (4,) and (first != second).any()
