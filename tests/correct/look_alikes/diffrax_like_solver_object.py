# A solver object at module level: settings only, called in the model.
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@dataclass(frozen=True)
class Solver:
    steps: int = 10
    dt: float = 0.1

    def __call__(self, field, z, args):
        def step(z, _):
            half = z + 0.5 * self.dt * field(z, args)
            return z + self.dt * field(half, args), z

        return jax.lax.scan(step, z, None, length=self.steps)


SOLVE = Solver(steps=4)


def model(y):
    growth = numpyro.sample("growth", dist.LogNormal(0.0, 0.5))
    _, path = SOLVE(lambda z, rate: rate * z * (1 - z), jnp.array(0.1), growth)
    numpyro.sample("y", dist.Normal(path, 0.1).to_event(1), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.12, 0.15, 0.17]))
