# A guide by hand: params with constraints, names that no loop repeats, and no observed site.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    p = numpyro.sample("p", dist.Beta(2.0, 2.0))
    with numpyro.plate("flips", len(y)):
        numpyro.sample("y", dist.Bernoulli(p), obs=y)


def guide(y):
    a = numpyro.param("a", 2.0, constraint=constraints.positive)
    b = numpyro.param("b", 2.0, constraint=constraints.positive)
    numpyro.sample("p", dist.Beta(a, b))


svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([1, 0, 1, 1]), progress_bar=False)
assert set(result.params) == {"a", "b"}
