# `uncondition` draws observed sites anew, on the releases that have it.
# ---
# target = ">=0.22"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "uncondition"
# ---
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.handlers import uncondition


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 0.1), obs=y)


trace = handlers.trace(handlers.seed(uncondition(model), 0)).get_trace(100.0)
assert abs(trace["y"]["value"]) < 50.0
