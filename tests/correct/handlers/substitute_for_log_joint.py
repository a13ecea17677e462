# `substitute` of latents to evaluate a density, not to observe them.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import vmap
from numpyro import handlers


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def log_joint(mu):
    trace = handlers.trace(handlers.substitute(model, data={"mu": mu})).get_trace(0.5)
    return sum(site["fn"].log_prob(site["value"]).sum() for site in trace.values())


grid = jnp.linspace(-3.0, 3.0, 61)
best = grid[jnp.argmax(vmap(log_joint)(grid))]
assert abs(best - 0.25) < 0.06
