# A Bayesian network inside a subsampled plate, its weights outside of it, fitted with an autoguide.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.module import random_flax_module
from numpyro.infer import SVI, Predictive, TraceMeanField_ELBO, init_to_feasible
from numpyro.infer.autoguide import AutoNormal


class Network(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(self.width)(x[..., None]))
        mean, rho = jnp.split(nn.Dense(2)(x), 2, axis=-1)
        return mean[..., 0], nn.softplus(rho[..., 0])


def model(x, y=None, batch_size=None):
    network = random_flax_module(
        "network", Network(width=6), dist.Normal(0.0, 1.0), input_shape=()
    )
    with numpyro.plate("rows", x.shape[0], subsample_size=batch_size):
        batch = numpyro.subsample(x, event_dim=0)
        seen = numpyro.subsample(y, event_dim=0) if y is not None else None
        mean, scale = network(batch)
        numpyro.sample("y", dist.Normal(mean, scale + 0.05), obs=seen)


x = random.uniform(random.PRNGKey(0), (60,), minval=-1.0)
y = 2.0 * x + 0.1 * random.normal(random.PRNGKey(1), (60,))
guide = AutoNormal(model, init_loc_fn=init_to_feasible, init_scale=0.05)
svi = SVI(model, guide, optim.Adam(0.02), TraceMeanField_ELBO())
result = svi.run(random.PRNGKey(2), 600, x, y, batch_size=20, progress_bar=False)
new = jnp.array([-0.8, 0.0, 0.8])
predictive = Predictive(model, guide=guide, params=result.params, num_samples=200)
predicted = predictive(random.PRNGKey(3), new)["y"].mean(0)
assert jnp.abs(predicted - 2.0 * new).max() < 0.5
