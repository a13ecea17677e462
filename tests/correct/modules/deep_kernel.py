# A Gaussian process over the features of a linen network: weights are params, the rest is sampled.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


def model(x, y):
    features = flax_module("features", nn.Dense(2), input_shape=(3,))(x)
    noise = numpyro.sample("noise", dist.HalfNormal(0.5))
    gaps = ((features[:, None] - features[None, :]) ** 2).sum(-1)
    covariance = jnp.exp(-0.5 * gaps) + (noise**2 + 1e-4) * jnp.eye(len(x))
    numpyro.sample("y", dist.MultivariateNormal(0.0, covariance_matrix=covariance), obs=y)


x = random.normal(random.PRNGKey(0), (8, 3))
svi = SVI(model, AutoDelta(model), optim.Adam(0.03), Trace_ELBO())
result = svi.run(random.PRNGKey(1), 80, x, jnp.sin(x[:, 0]), progress_bar=False)
assert result.losses[-1] < result.losses[0]
assert set(result.params) == {"features$params", "noise_auto_loc"}
