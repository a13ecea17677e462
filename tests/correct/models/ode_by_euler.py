# An ordinary differential equation, integrated by `lax.scan` in a plain function.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def solve(rate, start, steps, dt):
    def euler(z, _):
        z = z + dt * rate * z * (1.0 - z)
        return z, z

    return jax.lax.scan(euler, start, None, length=steps)[1]


def model(y):
    rate = numpyro.sample("rate", dist.LogNormal(0.0, 0.5))
    start = numpyro.sample("start", dist.Beta(1.0, 9.0))
    z = solve(rate, start, len(y), 0.5)
    numpyro.sample("y", dist.LogNormal(jnp.log(z), 0.1), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.2, 0.3, 0.4]))
