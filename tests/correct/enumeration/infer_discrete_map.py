# The most likely assignments, by `infer_discrete` at temperature zero.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.contrib.funsor import config_enumerate, infer_discrete


@config_enumerate
def model(y):
    kind = numpyro.sample("kind", dist.Categorical(jnp.array([0.5, 0.3, 0.2])))
    numpyro.sample("y", dist.Normal(jnp.array([-3.0, 0.0, 3.0])[kind], 1.0), obs=y)


mode = infer_discrete(model, temperature=0, rng_key=random.PRNGKey(0), first_available_dim=-1)
trace = handlers.trace(handlers.seed(mode, 1)).get_trace(2.6)
assert int(trace["kind"]["value"]) == 2
