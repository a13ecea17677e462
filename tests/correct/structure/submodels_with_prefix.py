# One submodel for several outcomes: its sites are named by an argument.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def linear(name, x):
    a = numpyro.sample(f"{name}_a", dist.Normal(0.0, 1.0))
    b = numpyro.sample(f"{name}_b", dist.Normal(0.0, 1.0))
    return a + b * x


def model(x, first, second):
    numpyro.sample("first", dist.Normal(linear("mean", x), 1.0), obs=first)
    numpyro.sample("second", dist.Poisson(jnp.exp(linear("log_rate", x))), obs=second)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0), jnp.array([1, 2, 3]))
assert len(mcmc.get_samples()) == 4
