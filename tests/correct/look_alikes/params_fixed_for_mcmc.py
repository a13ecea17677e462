# MCMC with params that SVI has trained, put in by `substitute`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.distributions import constraints
from numpyro.infer import MCMC, NUTS, SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


def model(y):
    scale = numpyro.param("scale", 1.0, constraint=constraints.positive)
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, scale), obs=y)


y = jnp.array([0.3, 0.9, 0.5])
svi = SVI(model, AutoDelta(model), optim.Adam(0.1), Trace_ELBO())
params = svi.run(random.PRNGKey(0), 20, y, progress_bar=False).params
fixed = handlers.substitute(model, data={"scale": params["scale"]})
mcmc = MCMC(NUTS(fixed), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(1), y)
assert set(mcmc.get_samples()) == {"mu"}
