"""Models that are methods, objects that sample, distributions of one's own, params and factors."""

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.distributions import constraints

ARGUMENTS = {
    "Regression.model": {"x": jnp.ones(4), "y": jnp.ones(4)},
    "Regression.guide": {"x": jnp.ones(4), "y": jnp.ones(4)},
    "mixture": {"y": jnp.ones(5)},
    "penalised": {"x": jnp.ones(3), "y": jnp.ones(3)},
    "switched": {"x": jnp.ones(3), "y": jnp.ones(3), "robust": True},
}


class Wide(dist.Distribution):
    support = constraints.real
    pytree_data_fields = ("width",)

    def __init__(self, width):
        self.width = width
        super().__init__(batch_shape=jnp.shape(width), event_shape=())

    def sample(self, key, sample_shape=()):
        return dist.Normal(0.0, self.width).sample(key, sample_shape)

    def log_prob(self, value):
        return dist.Normal(0.0, self.width).log_prob(value)


class Prior:
    def __init__(self, name, scale):
        self.name = name
        self.scale = scale

    def __call__(self):
        return numpyro.sample(self.name, dist.Normal(0.0, self.scale))


class Regression:
    def __init__(self):
        self.slope = Prior("slope", 2.0)
        self.level = Prior("level", 5.0)

    def model(self, x, y=None):
        mean = self.level() + self.slope() * x
        with numpyro.plate("rows", x.shape[0]):
            numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)

    def guide(self, x, y=None):
        where = {name: numpyro.param(f"{name}_at", 0.0) for name in ("slope", "level")}
        width = numpyro.param("width", 1.0, constraint=constraints.positive)
        numpyro.sample("level", dist.Normal(where["level"], width))
        numpyro.sample("slope", dist.Normal(where["slope"], width))


def mixture(y=None):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    with numpyro.plate("parts", 2):
        at = numpyro.sample("at", Wide(3.0))
    with numpyro.plate("rows", 5):
        part = numpyro.sample("part", dist.Categorical(weights), infer={"enumerate": "parallel"})
        numpyro.sample("y", dist.Normal(at[part], 1.0), obs=y)


def penalised(x, y):
    slope = numpyro.sample("slope", dist.Cauchy(0.0, 1.0))
    numpyro.factor("penalty", -jnp.abs(slope))
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", dist.Bernoulli(logits=slope * x), obs=y)


def switched(x, y=None, robust=False):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    if robust:
        freedom = numpyro.sample("freedom", dist.Gamma(2.0, 0.1))
        noise = dist.StudentT(freedom, slope * x, 1.0)
    else:
        noise = dist.Normal(slope * x, 1.0)
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", noise, obs=y)
