# The mixture is summed out by its distribution: there is no discrete site at all.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(n, y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    mixture = dist.MixtureSameFamily(
        dist.Categorical(probs=jnp.stack([1 - p, p])),
        dist.Normal(jnp.array([-2.0, 2.0]), 1.0),
    )
    with numpyro.plate("rows", n):
        numpyro.sample("y", mixture, obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 2, jnp.array([-1.9, 2.2]))
assert Predictive(model, mcmc.get_samples())(random.PRNGKey(1), 2)["y"].shape == (5, 2)
