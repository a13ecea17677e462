# All right ways to scale the rows of a Cholesky factor.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

sigma = jnp.array([1.0, 2.0])


def covariances(factor):
    ways = [
        sigma[:, None] * factor,
        factor * sigma[..., None],
        jnp.diag(sigma) @ factor,
        (factor.T * sigma).T,
        jnp.einsum("i,ij->ij", sigma, factor),
    ]
    return [way @ way.T for way in ways]


def model(y):
    factor = numpyro.sample("factor", dist.LKJCholesky(2, 1.0))
    first, *rest = covariances(factor)
    numpyro.deterministic("spread", sum(jnp.abs(first - each).sum() for each in rest))
    numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(2), first + 1e-3 * jnp.eye(2)), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.3, -1.0]))
assert mcmc.get_samples()["spread"].max() < 1e-4
