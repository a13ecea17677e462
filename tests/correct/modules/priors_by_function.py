# Priors of a linen network by a function of the weights' names and shapes, with a sampled scale.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import handlers
from numpyro.contrib.module import random_flax_module
from numpyro.infer import MCMC, NUTS, Predictive


class Network(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(1, name="last")(nn.relu(nn.Dense(3, name="first")(x)))


def model(x, y=None):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))

    def prior(name, shape):
        if name.endswith("bias"):
            return dist.Cauchy(0.0, 1.0)
        return dist.Normal(0.0, scale / jnp.sqrt(shape[0]))

    network = random_flax_module("network", Network(), prior, input_shape=(2,))
    mean = numpyro.deterministic("mean", network(x)[:, 0])
    numpyro.sample("y", dist.Normal(mean, 0.3).to_event(1), obs=y)


x = random.normal(random.PRNGKey(0), (6, 2))
y = x[:, 0] - x[:, 1]
mcmc = MCMC(NUTS(model, max_tree_depth=4), num_warmup=20, num_samples=20, progress_bar=False)
mcmc.run(random.PRNGKey(1), x, y)
draws = mcmc.get_samples()
assert draws["network/first.kernel"].shape == (20, 2, 3)
assert draws["network/last.bias"].shape == (20, 1)
again = Predictive(model, draws)(random.PRNGKey(2), x)
assert jnp.allclose(again["mean"], draws["mean"], atol=1e-4)
sites = handlers.trace(handlers.seed(model, 0)).get_trace(x)
assert sites["network/first.bias"]["fn"].event_shape == (3,)
