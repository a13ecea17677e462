# With a centeredness that SVI learns, `LocScaleReparam()` makes a param, which SVI does fit.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.handlers import reparam
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal
from numpyro.infer.reparam import LocScaleReparam


def model(y):
    tau = numpyro.sample("tau", dist.HalfNormal(1.0))
    with numpyro.plate("groups", len(y)):
        theta = numpyro.sample("theta", dist.StudentT(5.0, 0.0, tau))
        numpyro.sample("y", dist.Normal(theta, 1.0), obs=y)


centred = reparam(model, config={"theta": LocScaleReparam(shape_params=("df",))})
svi = SVI(centred, AutoNormal(centred), optim.Adam(0.01), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.arange(3.0), progress_bar=False)
assert "theta_centered" in result.params
