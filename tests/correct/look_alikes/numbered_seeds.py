# The number of the turn is the seed of the handler.
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0))


draws = []
for seed in range(4):
    with handlers.seed(rng_seed=seed):
        draws.append(float(model()))
assert len(set(draws)) == 4
assert [float(handlers.seed(model, seed)()) for seed in range(4)] == draws
