# `AutoDiagonalNormal` and draws from its posterior with a key of their own.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDiagonalNormal


def model(x, y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    sigma = numpyro.sample("sigma", dist.Exponential(1.0))
    numpyro.sample("y", dist.Normal(x @ w, sigma), obs=y)


x, y = jnp.eye(2), jnp.array([0.2, -0.4])
guide = AutoDiagonalNormal(model)
fit_key, draw_key = random.split(random.PRNGKey(0))
result = SVI(model, guide, optim.Adam(0.05), Trace_ELBO()).run(fit_key, 5, x, y, progress_bar=False)
draws = guide.sample_posterior(draw_key, result.params, sample_shape=(7,))
assert draws["w"].shape == (7, 2) and (draws["sigma"] > 0).all()
