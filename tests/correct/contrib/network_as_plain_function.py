# A Bayesian network by hand: weights are sites, the forward pass is a plain function.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def forward(params, x):
    hidden = jnp.tanh(x @ params["w1"] + params["b1"])
    return (hidden @ params["w2"]).squeeze(-1)


SHAPES = {"w1": (1, 3), "b1": (3,), "w2": (3, 1)}


def model(x, y=None):
    params = {
        name: numpyro.sample(name, dist.Normal(0.0, 1.0).expand(shape).to_event(len(shape)))
        for name, shape in SHAPES.items()
    }
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", dist.Normal(forward(params, x), 0.1), obs=y)


x = jnp.linspace(-1.0, 1.0, 4)[:, None]
mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=4, num_samples=4, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, x[:, 0])
