"""Names that are formatted, lists that loops fill, and scans."""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.contrib.control_flow import scan

ARGUMENTS = {
    "layers": {"x": jnp.ones((4, 2)), "y": jnp.ones(4)},
    "collected": {"x": jnp.ones((3, 2)), "y": jnp.ones(3)},
    "walk": {"y": jnp.ones(6)},
    "filtered": {"y": jnp.ones(6)},
    "cumulated": {"x": jnp.ones(5), "y": jnp.ones(5)},
}


def layers(x, y=None):
    hidden = x
    for depth, width in enumerate((3, 1)):
        weights = numpyro.sample(
            f"w{depth}", dist.Normal(0.0, jnp.ones((hidden.shape[-1], width))).to_event(2)
        )
        hidden = jnp.tanh(hidden @ weights)
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", dist.Normal(hidden[:, 0], 1.0), obs=y)


def collected(x, y=None):
    effects = []
    for name in ("age", "dose"):
        effects.append(numpyro.sample(name, dist.Normal(0.0, 1.0)))
    scales = {}
    scales["noise"] = numpyro.sample("noise", dist.HalfNormal(1.0))
    scales["unused"] = numpyro.sample("unused", dist.HalfNormal(1.0))
    mean = x @ jnp.stack(effects)
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", dist.Normal(mean, scales["noise"]), obs=y)


def walk(y):
    drift = numpyro.sample("drift", dist.Normal(0.0, 1.0))
    first = numpyro.sample("first", dist.Normal(0.0, 1.0))

    def step(level, _):
        level = numpyro.sample("level", dist.Normal(level + drift, 0.1))
        return level, level

    _, levels = scan(step, first, None, length=6)
    noise = numpyro.sample("noise", dist.HalfNormal(1.0))
    with numpyro.plate("times", y.shape[0]):
        numpyro.sample("y", dist.Normal(levels, noise), obs=y)


def filtered(y):
    decay = numpyro.sample("decay", dist.Uniform(0.0, 1.0))
    noise = numpyro.sample("noise", dist.HalfNormal(1.0))

    def step(before, now):
        now = numpyro.sample("y", dist.Normal(decay * before, noise), obs=now)
        return now, None

    with handlers.condition(data={"start": 0.0}):
        start = numpyro.sample("start", dist.Normal(0.0, 1.0))
    scan(step, start, y)


def cumulated(x, y=None):
    rate = numpyro.sample("rate", dist.Beta(2.0, 2.0))

    def step(state, now):
        state = rate * state + now
        return state, state

    _, states = jax.lax.scan(step, 0.0, x)
    with numpyro.plate("times", x.shape[0]):
        numpyro.sample("y", dist.Normal(states, 1.0), obs=y)
