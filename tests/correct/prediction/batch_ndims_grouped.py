# Samples by chain, with `batch_ndims=2`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


x = jnp.arange(3.0)
mcmc = MCMC(
    NUTS(model),
    num_warmup=5,
    num_samples=5,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), x, x)
predictive = Predictive(model, mcmc.get_samples(group_by_chain=True), batch_ndims=2)
assert predictive(random.PRNGKey(1), x)["y"].shape == (2, 5, 3)
