# A model as a method of a class whose constructor makes the modules and keeps the fit's weights.
# ---
# needs = ["flax"]
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from flax import linen as nn
from jax import random
from numpyro import optim
from numpyro.contrib.module import flax_module
from numpyro.infer import SVI, Predictive, Trace_ELBO
from numpyro.infer.autoguide import AutoDelta


class Regression:
    def __init__(self, width):
        self.body = nn.Dense(width)
        self.head = nn.Dense(1)
        self.params = None

    def model(self, x, y=None):
        body = flax_module("body", self.body, x)
        hidden = nn.tanh(body(x))
        head = flax_module("head", self.head, hidden)
        scale = numpyro.sample("scale", dist.LogNormal(0.0, 1.0))
        mean = numpyro.deterministic("mean", head(hidden)[:, 0])
        with numpyro.plate("rows", len(x)):
            numpyro.sample("y", dist.Normal(mean, scale), obs=y)

    def fit(self, x, y):
        self.guide = AutoDelta(self.model)
        svi = SVI(self.model, self.guide, optim.Adam(0.02), Trace_ELBO())
        self.params = svi.run(random.PRNGKey(0), 500, x, y, progress_bar=False).params
        return self

    def predict(self, x):
        predictive = Predictive(self.model, guide=self.guide, params=self.params, num_samples=5)
        return predictive(random.PRNGKey(1), x)["mean"][0]


x = jnp.linspace(-1.0, 1.0, 10)[:, None]
fitted = Regression(width=6).fit(x, jnp.abs(x[:, 0]))
assert jnp.abs(fitted.predict(x) - jnp.abs(x[:, 0])).mean() < 0.2
