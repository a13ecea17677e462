# A small module as a dataclass registered as a pytree, called in a model.
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@jax.tree_util.register_pytree_node_class
@dataclass
class Linear:
    weight: jnp.ndarray
    bias: jnp.ndarray

    def __call__(self, x):
        return x @ self.weight + self.bias

    def tree_flatten(self):
        return (self.weight, self.bias), None

    @classmethod
    def tree_unflatten(cls, _, children):
        return cls(*children)


def model(x, y):
    weight = numpyro.sample("weight", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    layer = Linear(weight, numpyro.sample("bias", dist.Normal(0.0, 1.0)))
    numpyro.sample("y", dist.Normal(layer(x), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.ones((3, 2)), jnp.arange(3.0))
