# Priors of an nnx layer's weights, in both forms; NUTS with two vectorised chains.
# ---
# needs = ["flax"]
# target = ">=0.18"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "random_nnx_module"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import nnx
from jax import random
from numpyro.contrib.module import random_nnx_module
from numpyro.infer import MCMC, NUTS

LAYER = nnx.Linear(2, 1, rngs=nnx.Rngs(0))


def by_function(name, shape):
    return dist.Cauchy(0.0, 1.0) if name.endswith("bias") else dist.Normal(0.0, 1.0)


def model(prior, x, y=None):
    layer = random_nnx_module("layer", LAYER, prior)
    numpyro.sample("y", dist.Normal(layer(x)[:, 0], 0.3).to_event(1), obs=y)


x = random.normal(random.PRNGKey(0), (6, 2))
by_name = {"kernel": dist.Normal(0.0, 1.0), "bias": dist.Cauchy(0.0, 1.0)}
draws = []
for prior in (by_name, by_function):
    kernel = NUTS(lambda x, y, prior=prior: model(prior, x, y), max_tree_depth=4)
    mcmc = MCMC(
        kernel,
        num_warmup=20,
        num_samples=10,
        num_chains=2,
        chain_method="vectorized",
        progress_bar=False,
    )
    mcmc.run(random.PRNGKey(1), x, x[:, 0])
    draws.append(mcmc.get_samples())
assert draws[0]["layer/kernel"].shape == (20, 2, 1)
assert jnp.allclose(draws[0]["layer/kernel"], draws[1]["layer/kernel"])
