# Several handlers around one model, read from the inside out.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model(x):
    a = numpyro.sample("a", dist.Normal(0.0, 10.0))
    b = numpyro.sample("b", dist.Normal(0.0, 10.0))
    return numpyro.sample("y", dist.Normal(a + b * x, 1.0))


fitted = handlers.condition(handlers.scope(model, prefix="m"), data={"m/y": jnp.array(1.0)})
mcmc = MCMC(
    NUTS(handlers.substitute(fitted, data={})), num_warmup=5, num_samples=5, progress_bar=False
)
mcmc.run(random.PRNGKey(0), 2.0)
assert sorted(mcmc.get_samples()) == ["m/a", "m/b"]
