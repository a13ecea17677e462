# Counts by a Dirichlet-multinomial with `total_count`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(counts):
    concentration = numpyro.sample("concentration", dist.Exponential(1.0).expand([3]).to_event(1))
    totals = counts.sum(-1)
    with numpyro.plate("rows", len(counts)):
        numpyro.sample(
            "counts", dist.DirichletMultinomial(concentration, total_count=totals), obs=counts
        )


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([[3, 1, 0], [2, 2, 1]]))
