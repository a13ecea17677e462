# SVI with `TraceEnum_ELBO`: the discrete site is marked, and the guide leaves it alone.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.infer import SVI, TraceEnum_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    locs = numpyro.sample("locs", dist.Normal(0.0, 5.0).expand([2]).to_event(1))
    with numpyro.plate("rows", len(y)):
        kind = numpyro.sample("kind", dist.Categorical(weights), infer={"enumerate": "parallel"})
        numpyro.sample("y", dist.Normal(locs[kind], 1.0), obs=y)


guide = AutoNormal(handlers.block(handlers.seed(model, 7), hide=["kind"]))
svi = SVI(model, guide, optim.Adam(0.05), TraceEnum_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([-2.0, 2.0, 1.9]), progress_bar=False)
assert jnp.isfinite(result.losses).all()
