# Missing entries as latents of their own, put among the known ones.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

x = np.array([1.0, np.nan, 3.0, np.nan])
MISSING = np.flatnonzero(np.isnan(x))


def model(x, y):
    mean = numpyro.sample("mean", dist.Normal(0.0, 5.0))
    imputed = numpyro.sample("imputed", dist.Normal(mean, 1.0).expand([len(MISSING)]).to_event(1))
    filled = jnp.asarray(x).at[MISSING].set(imputed)
    numpyro.sample("x", dist.Normal(mean, 1.0).expand([4]).to_event(1).mask(False), obs=filled)
    numpyro.sample("y", dist.Normal(filled, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, jnp.array([1.0, 2.0, 3.0, 4.0]))
assert mcmc.get_samples()["imputed"].shape == (5, 2)
