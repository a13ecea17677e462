# One linen module at module level serves two models and the chains of both: it holds no weights.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro.contrib.module import random_flax_module
from numpyro.infer import MCMC, NUTS

NETWORK = nn.Sequential([nn.Dense(2), nn.tanh, nn.Dense(1)])


def smooth(x):
    network = random_flax_module("network", NETWORK, dist.Normal(0.0, 1.0), input_shape=(1,))
    return network(x)[:, 0]


def gaussian(x, y=None):
    numpyro.sample("y", dist.Normal(smooth(x), 0.3).to_event(1), obs=y)


def counts(x, y=None):
    numpyro.sample("y", dist.Poisson(jnp.exp(smooth(x))).to_event(1), obs=y)


x = jnp.linspace(-1.0, 1.0, 6)[:, None]
for model, y, how in (
    (gaussian, x[:, 0] ** 2, "parallel"),
    (counts, jnp.array([0, 1, 0, 2, 3, 4]), "vectorized"),
):
    mcmc = MCMC(
        NUTS(model, max_tree_depth=4),
        num_warmup=20,
        num_samples=10,
        num_chains=2,
        chain_method=how,
        progress_bar=False,
    )
    mcmc.run(random.PRNGKey(0), x, y)
    kernel = mcmc.get_samples(group_by_chain=True)["network/layers_0.kernel"]
    assert kernel.shape == (2, 10, 1, 2)
    assert not jnp.allclose(kernel[0], kernel[1])
