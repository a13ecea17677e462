# Params in a loop of a guide, each in a scope of its own.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.infer import SVI, Trace_ELBO


def guide():
    for name in ("a", "b"):
        with handlers.scope(prefix=name):
            loc = numpyro.param("loc", 0.0)
            numpyro.sample("x", dist.Normal(loc, 1.0))


def model():
    a = numpyro.sample("a/x", dist.Normal(1.0, 1.0))
    b = numpyro.sample("b/x", dist.Normal(-1.0, 1.0))
    numpyro.sample("y", dist.Normal(a + b, 1.0), obs=0.1)


svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, progress_bar=False)
assert set(result.params) == {"a/loc", "b/loc"}
