# Seasons by index, a trend, and a forecast: the model's horizon is an argument, `y` may be None.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(n, y=None, season_length=3, horizon=0):
    seasons = numpyro.sample("seasons", dist.ZeroSumNormal(1.0, event_shape=(season_length,)))
    trend = numpyro.sample("trend", dist.Normal(0.0, 0.1))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    t = jnp.arange(n + horizon)
    mean = trend * t + seasons[t % season_length]
    with numpyro.plate("past", n, dim=-1):
        numpyro.sample("y", dist.Normal(mean[:n], sigma), obs=y)
    if horizon > 0:
        with numpyro.plate("future", horizon, dim=-1):
            numpyro.sample("forecast", dist.Normal(mean[n:], sigma))


y = jnp.array([0.1, 1.0, -0.9, 0.3, 1.1, -0.7])
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), len(y), y=y)
predictive = Predictive(model, mcmc.get_samples(), return_sites=["forecast"])
assert predictive(random.PRNGKey(1), len(y), horizon=2)["forecast"].shape == (5, 2)
