# A haiku network of the releases that have `haiku_module`, its weights with a prior in the second.
# ---
# needs = ["dm-haiku"]
# target = "<0.20"
# [run."0.22.0"]
# outcome = "raises"
# exception = "ImportError"
# message = "haiku_module"
# ---
import haiku as hk
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.contrib.module import haiku_module, random_haiku_module
from numpyro.infer import MCMC, NUTS, SVI, Trace_ELBO

NETWORK = hk.transform(lambda x: hk.Linear(1, name="line")(x)[..., 0])


def fitted(x, y):
    line = haiku_module("line", NETWORK, input_shape=(2,))
    numpyro.sample("y", dist.Normal(line(x), 0.3).to_event(1), obs=y)


def sampled(x, y):
    line = random_haiku_module("line", NETWORK, dist.Normal(0.0, 1.0), input_shape=(2,))
    numpyro.sample("y", dist.Normal(line(x), 0.3).to_event(1), obs=y)


x = random.normal(random.PRNGKey(0), (6, 2))
svi = SVI(fitted, lambda x, y: None, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(1), 200, x, x[:, 0], progress_bar=False)
weight = result.params["line$params"]["line"]["w"][:, 0]
assert jnp.allclose(weight, jnp.array([1.0, 0.0]), atol=0.1)
mcmc = MCMC(NUTS(sampled, max_tree_depth=4), num_warmup=30, num_samples=10, progress_bar=False)
mcmc.run(random.PRNGKey(2), x, x[:, 0])
assert mcmc.get_samples()["line/line.w"].shape == (10, 2, 1)
