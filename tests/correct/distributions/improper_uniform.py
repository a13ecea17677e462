# `ImproperUniform` on an ordered vector; the likelihood makes it proper.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import constraints
from numpyro.infer import MCMC, NUTS


def model(y):
    locs = numpyro.sample(
        "locs", dist.ImproperUniform(constraints.ordered_vector, (), event_shape=(2,))
    )
    numpyro.sample("y", dist.Normal(locs, 1.0).to_event(1), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.0, 2.0]))
