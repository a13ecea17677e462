# `condition` gives the data to a model that is written without them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def survey():
    rate = numpyro.sample("rate", dist.Beta(2.0, 2.0))
    numpyro.sample("yes", dist.Binomial(total_count=10, probs=rate))


mcmc = MCMC(
    NUTS(handlers.condition(survey, data={"yes": jnp.array(7)})),
    num_warmup=5,
    num_samples=5,
    progress_bar=False,
)
mcmc.run(random.PRNGKey(1))
assert set(mcmc.get_samples()) == {"rate"}
