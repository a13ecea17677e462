# A guide with an auxiliary site, which the model does not have, and says so.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def guide(y):
    loc = numpyro.param("loc", jnp.zeros(1))
    z = numpyro.sample("z", dist.Normal(loc, 0.3).to_event(1), infer={"is_auxiliary": True})
    numpyro.sample("mu", dist.Delta(z[0], log_density=0.0))


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, 0.4, progress_bar=False)
assert "loc" in result.params
