# A "posterior" that is typed in: what-if samples for some of the latents, the rest from the prior.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import Predictive


def model(n):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.HalfNormal(1.0))
    with numpyro.plate("n", n):
        numpyro.sample("y", dist.Normal(a, b))


what_if = Predictive(model, {"a": jnp.array([10.0, -10.0])})(random.PRNGKey(0), 3)
assert what_if["b"].shape == (2,) and what_if["y"].shape == (2, 3)
