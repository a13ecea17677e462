# A guide as a class, whose prefix keeps the params of two instances apart.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO


class MeanField:
    def __init__(self, prefix, sites):
        self.prefix, self.sites = prefix, sites

    def __call__(self, *args, **kwargs):
        out = {}
        for site in self.sites:
            loc = numpyro.param(f"{self.prefix}.{site}.loc", 0.0)
            scale = numpyro.param(
                f"{self.prefix}.{site}.scale", 0.1, constraint=constraints.positive
            )
            out[site] = numpyro.sample(site, dist.Normal(loc, scale))
        return out


def linear(x, y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * x, 1.0), obs=y)


def affine(x, y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * x + b, 1.0), obs=y)


x = jnp.arange(3.0)
elbos = {}
for model, sites in ((linear, ["a"]), (affine, ["a", "b"])):
    svi = SVI(model, MeanField(model.__name__, sites), optim.Adam(0.05), Trace_ELBO())
    elbos[model.__name__] = -svi.run(random.PRNGKey(0), 5, x, x, progress_bar=False).losses[-1]
assert set(elbos) == {"linear", "affine"}
