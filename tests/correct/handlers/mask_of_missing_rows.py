# NaN rows are masked: their values are replaced first, so that no gradient sees them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model(x, y):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    present = ~jnp.isnan(y)
    with numpyro.plate("rows", len(x)):
        with handlers.mask(mask=present):
            numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=jnp.where(present, y, 0.0))


x = jnp.arange(5.0)
y = jnp.array([0.1, jnp.nan, 2.1, 2.9, jnp.nan])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
assert jnp.isfinite(mcmc.get_samples()["slope"]).all()
