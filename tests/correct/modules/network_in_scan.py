# A linen network as the transition of a state space model: made before the scan, called in its body.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.control_flow import scan
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal


def model(y, steps):
    transition = flax_module("transition", nn.Dense(2), input_shape=(2,))

    def step(state, seen):
        state = numpyro.sample(
            "state", dist.Normal(jnp.tanh(transition(state)), 0.3).to_event(1)
        )
        numpyro.sample("y", dist.Normal(state[0], 0.2), obs=seen)
        return state, state

    scan(step, jnp.zeros(2), y, length=steps)


y = jnp.sin(jnp.arange(8.0))
svi = SVI(model, AutoNormal(model), optim.Adam(0.02), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 150, y, 8, progress_bar=False)
assert result.params["transition$params"]["kernel"].shape == (2, 2)
assert result.params["state_auto_loc"].shape == (8, 2)
assert result.losses[-10:].mean() < result.losses[:10].mean()
