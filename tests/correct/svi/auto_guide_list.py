# `AutoGuideList`: two guides that share the latents between them by `block`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers, optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta, AutoGuideList, AutoNormal


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.LogNormal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a, b), obs=y)


seeded = handlers.seed(model, rng_seed=0)
guide = AutoGuideList(model)
guide.append(AutoNormal(handlers.block(seeded, expose=["a"]), prefix="first"))
guide.append(AutoDelta(handlers.block(seeded, expose=["b"]), prefix="second"))
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([0.2, 0.4]), progress_bar=False)
assert set(guide.sample_posterior(random.PRNGKey(1), result.params)) == {"a", "b"}
