# Priors of a linen layer's weights in a dictionary by their names; NUTS samples them as sites.
# ---
# needs = ["flax"]
# [run.all]
# outcome = "right"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro.contrib.module import random_flax_module
from numpyro.infer import MCMC, NUTS

PRIORS = {"kernel": dist.Normal(0.0, 1.0), "bias": dist.Normal(0.0, 10.0)}


def model(x, y=None):
    layer = random_flax_module("layer", nn.Dense(1), prior=PRIORS, input_shape=(1,))
    numpyro.sample("y", dist.Normal(layer(x)[:, 0], 0.5).to_event(1), obs=y)


x = jnp.array([-2.0, -1.0, 0.0, 1.0, 2.0])[:, None]
y = jnp.array([-3.1, -0.8, 1.2, 2.9, 5.3])
mcmc = MCMC(NUTS(model), num_warmup=200, num_samples=400, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
draws = mcmc.get_samples()
assert {name: draw.shape[1:] for name, draw in draws.items()} == {
    "layer/bias": (1,),
    "layer/kernel": (1, 1),
}
precision = 1.0 + float((x**2).sum()) / 0.25  # of the slope: x has mean 0, so the bias is apart
truth = float((x[:, 0] * y).sum()) / 0.25 / precision
slope = draws["layer/kernel"].mean()
print(f"measured slope={slope:.3f} se={precision**-0.5 / 200**0.5:.3f} truth={truth:.3f}")
