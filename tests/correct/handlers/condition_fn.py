# A function in place of a dict decides which sites are conditioned on.
import numpyro
import numpyro.distributions as dist
from numpyro import handlers

OBSERVED = {"y_0": 0.3, "y_1": -0.2}


def model():
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    for i in range(3):
        numpyro.sample(f"y_{i}", dist.Normal(mu, 1.0))


conditioned = handlers.condition(model, condition_fn=lambda site: OBSERVED.get(site["name"]))
trace = handlers.trace(handlers.seed(conditioned, 0)).get_trace()
assert [name for name, site in trace.items() if site["is_observed"]] == ["y_0", "y_1"]
