# A set outside of the model collects names and shapes; the values go to deterministic sites.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

SHAPES = {}


def tracked(name, prior):
    value = numpyro.sample(name, prior)
    SHAPES[name] = jnp.shape(value)
    return numpyro.deterministic(f"{name}_squared", value**2)


def model(y):
    a = tracked("a", dist.Normal(0.0, 1.0))
    b = tracked("b", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    numpyro.sample("y", dist.Normal(a + b.sum(), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.2)
assert SHAPES == {"a": (), "b": (2,)}
