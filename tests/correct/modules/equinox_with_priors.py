# A module class of equinox with priors by name; the posterior is used again by `Predictive`.
# ---
# needs = ["equinox"]
# target = ">=0.19"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "random_eqx_module"
# ---
import equinox as eqx
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.module import random_eqx_module
from numpyro.infer import MCMC, NUTS, Predictive


class Line(eqx.Module):
    weight: jax.Array
    bias: jax.Array

    def __init__(self, size, key):
        self.weight = random.normal(key, (size,))
        self.bias = jnp.zeros(())

    def __call__(self, x):
        return self.weight @ x + self.bias


LINE = Line(2, random.key(0))
PRIORS = {"weight": dist.Normal(0.0, 1.0), "bias": dist.Cauchy(0.0, 1.0)}


def model(x, y=None):
    line = random_eqx_module("line", LINE, PRIORS)
    mean = numpyro.deterministic("mean", jax.vmap(line)(x))
    numpyro.sample("y", dist.Normal(mean, 0.3).to_event(1), obs=y)


x = random.normal(random.PRNGKey(0), (6, 2))
mcmc = MCMC(NUTS(model, max_tree_depth=4), num_warmup=50, num_samples=20, progress_bar=False)
mcmc.run(random.PRNGKey(1), x, x @ jnp.array([1.0, -1.0]))
draws = mcmc.get_samples()
assert draws["line/weight"].shape == (20, 2)
weights = {name: draws[name] for name in ("line/weight", "line/bias")}
again = Predictive(model, weights)(random.PRNGKey(2), x)
assert jnp.allclose(again["mean"], draws["mean"], atol=1e-4)
