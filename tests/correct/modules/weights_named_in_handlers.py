# The weights of an nnx layer have site names: a chain starts there, and one of them is conditioned.
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
from numpyro import handlers
from numpyro.contrib.module import random_nnx_module
from numpyro.infer import MCMC, NUTS, init_to_value

LAYER = nnx.Linear(2, 1, rngs=nnx.Rngs(0))


def model(x, y=None):
    layer = random_nnx_module("layer", LAYER, dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(layer(x)[:, 0], 0.3).to_event(1), obs=y)


x = random.normal(random.PRNGKey(0), (6, 2))
without_bias = handlers.condition(model, data={"layer/bias": jnp.zeros(1)})
start = init_to_value(values={"layer/kernel": jnp.array([[1.0], [0.0]])})
mcmc = MCMC(
    NUTS(without_bias, init_strategy=start, max_tree_depth=4),
    num_warmup=20,
    num_samples=20,
    progress_bar=False,
)
mcmc.run(random.PRNGKey(1), x, x[:, 0])
assert set(mcmc.get_samples()) == {"layer/kernel"}
seen = handlers.trace(handlers.seed(without_bias, 0)).get_trace(x)
assert seen["layer/bias"]["is_observed"] and not seen["layer/kernel"]["is_observed"]
