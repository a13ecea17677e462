# A layer with priors and dropout under NUTS: `prng_key` gives the dropout's key.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro.contrib.module import random_flax_module
from numpyro.infer import MCMC, NUTS, Predictive


class Network(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        x = nn.Dense(8)(x)
        return nn.Dropout(0.5, deterministic=not train)(x).sum(-1)


def model(x, y=None, train=True):
    network = random_flax_module(
        "network", Network(), dist.Normal(0.0, 0.5), x, train=train, apply_rng=["dropout"]
    )
    key = numpyro.prng_key()
    mean = numpyro.deterministic("mean", network(x, train, rngs={"dropout": key}))
    numpyro.sample("y", dist.Normal(mean, 0.5).to_event(1), obs=y)


x = jnp.linspace(-1.0, 1.0, 5)[:, None]
mcmc = MCMC(NUTS(model, max_tree_depth=4), num_warmup=20, num_samples=20, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, 2.0 * x[:, 0])
draws = mcmc.get_samples()
assert draws["network/Dense_0.kernel"].shape == (20, 1, 8)

weights = {name: draw for name, draw in draws.items() if name != "mean"}
first, second = (Predictive(model, weights)(random.PRNGKey(k), x)["mean"] for k in (1, 2))
assert not jnp.allclose(first, second)
first, second = (
    Predictive(model, weights)(random.PRNGKey(k), x, train=False)["mean"] for k in (1, 2)
)
assert jnp.array_equal(first, second)
