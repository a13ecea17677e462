# Two conditions on one site: the outer one wins, so a default may be overruled.
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0))


default = handlers.condition(model, data={"x": 1.0})
overruled = handlers.condition(default, data={"x": 2.0})
assert overruled() == 2.0
