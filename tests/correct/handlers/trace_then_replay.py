# The guide's trace is replayed in the model: an ELBO by hand.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def guide(y):
    loc = numpyro.param("loc", 0.2)
    numpyro.sample("mu", dist.Normal(loc, 0.5))


def total(trace):
    sites = (site for site in trace.values() if site["type"] == "sample")
    return sum(site["fn"].log_prob(site["value"]).sum() for site in sites)


guide_trace = handlers.trace(handlers.seed(guide, random.PRNGKey(4))).get_trace(0.3)
model_trace = handlers.trace(handlers.replay(model, guide_trace)).get_trace(0.3)
assert model_trace["mu"]["value"] == guide_trace["mu"]["value"]
elbo = total(model_trace) - total(guide_trace)
assert jnp.isfinite(elbo)
