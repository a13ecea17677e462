# A Hilbert space approximation of a Gaussian process.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.hsgp.approximation import hsgp_squared_exponential
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    alpha = numpyro.sample("alpha", dist.HalfNormal(1.0))
    length = numpyro.sample("length", dist.InverseGamma(3.0, 2.0))
    f = hsgp_squared_exponential(x=x, alpha=alpha, length=length, ell=2.0, m=5)
    numpyro.sample("y", dist.Normal(f, 0.1), obs=y)


x = jnp.linspace(-1.0, 1.0, 8)
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, jnp.sin(3 * x))
assert Predictive(model, mcmc.get_samples())(random.PRNGKey(1), x)["y"].shape == (5, 8)
