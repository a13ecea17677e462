# A guide whose scales and locations a network gives for each row, trained by a chain of optax.
# ---
# needs = ["flax", "optax"]
# [run.all]
# outcome = "right"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
import optax
from flax import linen as nn
from jax import random
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Predictive, TraceMeanField_ELBO


def model(y):
    with numpyro.plate("rows", len(y)):
        z = numpyro.sample("z", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(z, 0.5), obs=y)


def guide(y):
    network = flax_module("network", nn.Dense(2), input_shape=(1,))
    loc, log_scale = network(y[:, None]).T
    with numpyro.plate("rows", len(y)):
        numpyro.sample("z", dist.Normal(loc, jnp.exp(log_scale)))


y = jnp.array([-2.0, -1.0, 0.5, 1.5])
rate = optax.cosine_decay_schedule(0.05, 600)
optimizer = optax.chain(optax.clip_by_global_norm(10.0), optax.adam(rate))
svi = SVI(model, guide, optimizer, TraceMeanField_ELBO(num_particles=5))
result = svi.run(random.PRNGKey(0), 600, y, progress_bar=False)
predictive = Predictive(guide, params=result.params, num_samples=2000)
z = predictive(random.PRNGKey(1), y)["z"]
mean, precision = 4.0 * y[3] / 5.0, 5.0  # the conjugate posterior of the last row
print(f"measured last={z[:, 3].mean():.3f} se=0.05 truth={mean:.3f}")
print(f"measured sd={z[:, 3].std():.3f} se=0.03 truth={precision**-0.5:.3f}")
