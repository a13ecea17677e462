# The names in `condition` are those of sites that `reparam` makes.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.handlers import reparam
from numpyro.infer.reparam import LocScaleReparam


def model():
    tau = numpyro.sample("tau", dist.HalfNormal(1.0))
    return numpyro.sample("x", dist.Normal(0.0, tau))


noncentered = reparam(model, config={"x": LocScaleReparam(0.0)})
fixed = handlers.condition(noncentered, data={"x_decentered": 1.0, "tau": 2.0})
assert jnp.allclose(handlers.seed(fixed, 0)(), 2.0)
