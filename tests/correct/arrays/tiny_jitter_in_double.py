# A jitter of 1e-10 in double precision, which the program has switched on.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

numpyro.enable_x64()


def model(x, y):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    gram = scale**2 * jnp.exp(-0.5 * (x[:, None] - x) ** 2) + 1e-10 * jnp.eye(len(x))
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance_matrix=gram), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.linspace(0.0, 4.0, 5), jnp.zeros(5))
assert jnp.isfinite(mcmc.get_samples()["scale"]).all()
