# Batch normalisation in SVI: the running averages are mutable state, which each update carries on.
# ---
# needs = ["flax"]
# ---
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import handlers, optim
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Trace_ELBO


class Network(nn.Module):
    @nn.compact
    def __call__(self, x, train=True):
        x = nn.BatchNorm(use_running_average=not train, momentum=0.5)(x)
        return nn.Dense(1)(x)[..., 0]


def model(x, y):
    network = flax_module("network", Network(), x, mutable=["batch_stats"])
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(network(x), 1.0), obs=y)


def guide(x, y):
    pass


x = 5.0 + random.normal(random.PRNGKey(0), (20, 1))
svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
state = svi.init(random.PRNGKey(1), x, x[:, 0])
update = jax.jit(svi.update)
for _ in range(20):
    state, loss = update(state, x, x[:, 0])
(average,) = jax.tree_util.tree_leaves(state.mutable_state["network$state"]["batch_stats"])[:1]
assert jnp.allclose(average, x.mean(), atol=1e-2)

variables = {
    "params": svi.get_params(state)["network$params"],
    **state.mutable_state["network$state"],
}
assert Network().apply(variables, x, train=False).shape == (20,)
seen = handlers.trace(handlers.seed(model, 0)).get_trace(x, x[:, 0])
assert seen["network$state"]["type"] == "mutable"
