# A list within the model collects sampled values and is stacked before it ends.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    effects = []
    for i in range(3):
        effects.append(numpyro.sample(f"effect_{i}", dist.Normal(0.0, 1.0)))
    numpyro.sample("y", dist.Normal(jnp.stack(effects), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0))
