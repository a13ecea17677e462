# `hide_fn` reads keys with `get`, since not every message has them all.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model():
    with handlers.block(hide_fn=lambda site: site.get("name") == "nuisance"):
        nuisance = numpyro.sample("nuisance", dist.Normal(), rng_key=random.PRNGKey(1))
        seen = numpyro.sample("seen", dist.Normal(nuisance, 1.0))
    return seen


trace = handlers.trace(handlers.seed(model, 0)).get_trace()
assert list(trace) == ["seen"]
