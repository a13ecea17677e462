# A param whose first value is drawn, by a function of the key that `param` gives it.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
    numpyro.sample("y", dist.Normal(w.sum(), 1.0), obs=y)


def guide(y):
    start = np.random.RandomState(0).normal(size=3)
    loc = numpyro.param("loc", jnp.asarray(start))
    scale = numpyro.param(
        "scale",
        lambda key: dist.HalfNormal(1.0).sample(key, (3,)) + 0.1,
        constraint=constraints.positive,
    )
    numpyro.sample("w", dist.Normal(loc, scale).to_event(1))


result = SVI(model, guide, optim.Adam(0.01), Trace_ELBO()).run(
    random.PRNGKey(0), 3, 0.4, progress_bar=False
)
assert (result.params["scale"] > 0).all()
