# The Barker proposal, by its own kernel.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, BarkerMH


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(mu, sigma), obs=y)


mcmc = MCMC(BarkerMH(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.4, -0.3]), extra_fields=("accept_prob",))
assert mcmc.get_extra_fields()["accept_prob"].shape == (5,)
