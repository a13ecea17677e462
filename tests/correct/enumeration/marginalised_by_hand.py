# The mixture is summed out by hand: there is no discrete site at all.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(y):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    mixture = dist.MixtureSameFamily(
        dist.Categorical(probs=jnp.stack([1 - p, p])),
        dist.Normal(jnp.array([-2.0, 2.0]), 1.0),
    )
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", mixture, obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.9, 2.2]))
predictive = Predictive(model, mcmc.get_samples())
assert predictive(random.PRNGKey(1), None and jnp.zeros(2) or jnp.zeros(2))
