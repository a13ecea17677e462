# `TraceMeanField_ELBO` with analytic divergences.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, TraceMeanField_ELBO


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def guide(y):
    loc = numpyro.param("loc", 0.0)
    scale = numpyro.param("scale", 1.0, constraint=constraints.softplus_positive)
    numpyro.sample("mu", dist.Normal(loc, scale))


svi = SVI(model, guide, optim.Adam(0.05), TraceMeanField_ELBO(num_particles=3))
result = svi.run(random.PRNGKey(0), 5, 0.4, progress_bar=False)
assert jnp.isfinite(result.losses).all()
