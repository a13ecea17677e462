# `WishartCholesky` as `scale_tril`, `Wishart` as a covariance.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    factor = numpyro.sample("factor", dist.WishartCholesky(4.0, scale_matrix=jnp.eye(2)))
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(2), scale_tril=factor), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.4, -1.0]))
draw = dist.Wishart(4.0, scale_matrix=jnp.eye(2)).sample(random.PRNGKey(1))
assert (jnp.linalg.eigvalsh(draw) > 0).all()
