# `LKJCholesky` used as the factor it is: scaled by rows, then given as `scale_tril`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    corr_chol = numpyro.sample("corr_chol", dist.LKJCholesky(2, concentration=2.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0).expand([2]).to_event(1))
    scale_tril = sigma[:, None] * corr_chol
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(2), scale_tril=scale_tril), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([[0.1, 0.3], [-0.4, -0.2], [0.5, 0.1]]))
