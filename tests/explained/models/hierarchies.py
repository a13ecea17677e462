"""Plates in plates, prefixes of scope, and helpers that sample."""

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.infer.reparam import LocScaleReparam, TransformReparam

ARGUMENTS = {
    "schools": {"sigma": jnp.ones(4), "y": jnp.arange(4.0)},
    "noncentered": {"group": jnp.array([0, 1, 1]), "y": jnp.ones(3), "n_groups": 2},
    "two_trends": {"t": jnp.linspace(0.0, 1.0, 5), "y": jnp.ones(5)},
    "crossed": {"n": 3, "m": 2, "y": jnp.ones((3, 2))},
    "stacked": {"sizes": (2, 3), "y": jnp.ones((2, 3))},
}


def schools(sigma, y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 5.0))
    tau = numpyro.sample("tau", dist.HalfCauchy(5.0))
    with numpyro.plate("schools", sigma.shape[0]):
        theta = numpyro.sample("theta", dist.Normal(mu, tau))
        numpyro.sample("y", dist.Normal(theta, sigma), obs=y)


@handlers.reparam(
    config={
        "slope": LocScaleReparam(0),
        "level": LocScaleReparam(),
        "skew": TransformReparam(),
    }
)
def noncentered(group, y, n_groups):
    spread = numpyro.sample("spread", dist.Exponential(1.0))
    level = numpyro.sample("level", dist.Normal(0.0, spread))
    with numpyro.plate("groups", n_groups):
        slope = numpyro.sample("slope", dist.Normal(level, spread))
        skew = numpyro.sample(
            "skew",
            dist.TransformedDistribution(
                dist.Normal(0.0, 1.0), dist.transforms.AffineTransform(level, spread)
            ),
        )
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(slope[group] + skew[group], 1.0), obs=y)


def trend(t):
    start = numpyro.sample("start", dist.Normal(0.0, 1.0))
    rate = numpyro.sample("rate", dist.LogNormal(0.0, 1.0))
    return numpyro.deterministic("line", start + rate * t)


def two_trends(t, y=None):
    total = 0.0
    for part in ("slow", "fast"):
        with handlers.scope(prefix=part):
            total = total + trend(t)
    noise = numpyro.sample("noise", dist.HalfNormal(1.0))
    with numpyro.plate("times", t.shape[0]):
        numpyro.sample("y", dist.Normal(total, noise), obs=y)


def crossed(n, m, y=None):
    rows = numpyro.plate("rows", n, dim=-2)
    columns = numpyro.plate("columns", m, dim=-1)
    with rows:
        a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    with columns:
        b = numpyro.sample("b", dist.Gamma(2.0, 1.0))
    with rows, columns:
        mean = numpyro.deterministic("mean", a * b)
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)


def stacked(sizes, y=None):
    with numpyro.plate_stack("cell", (2, 3)):
        rate = numpyro.sample("rate", dist.Exponential(2.0))
        numpyro.sample("y", dist.Poisson(rate), obs=y)
