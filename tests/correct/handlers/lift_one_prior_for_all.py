# One distribution as the prior of every `param`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def line(x):
    a = numpyro.param("a", 0.0)
    b = numpyro.param("b", 1.0)
    return a + b * x


def model(x, y):
    mean = handlers.lift(line, prior=dist.Normal(0.0, 1.0))(x)
    numpyro.sample("y", dist.Normal(mean, 0.5), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0))
assert set(mcmc.get_samples()) == {"a", "b"}
