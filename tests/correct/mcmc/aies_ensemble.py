# An affine invariant ensemble: the chains are its walkers, so there are many, vectorized.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import AIES, MCMC


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


kernel = AIES(model, moves={AIES.DEMove(): 0.5, AIES.StretchMove(): 0.5})
mcmc = MCMC(
    kernel,
    num_warmup=5,
    num_samples=5,
    num_chains=6,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), jnp.array([0.2, 0.5]))
assert mcmc.get_samples(group_by_chain=True)["mu"].shape == (6, 5)
