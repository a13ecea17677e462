# `do` renames nothing: the cut site is sampled still, what follows takes the value that was set.
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model():
    dose = numpyro.sample("dose", dist.LogNormal(0.0, 0.3))
    return numpyro.sample("effect", dist.Normal(2.0 * dose, 0.01))


treated = handlers.do(model, data={"dose": 3.0})
with handlers.seed(rng_seed=0):
    effect = treated()
assert abs(effect - 6.0) < 0.2
