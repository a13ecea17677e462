# Past and future in one `scan`: `condition` gives the first values of the observed site.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.contrib.control_flow import scan
from numpyro.infer import MCMC, NUTS, Predictive


def model(y, horizon=0):
    drift = numpyro.sample("drift", dist.Normal(0.0, 1.0))

    def step(carry, _):
        y_t = numpyro.sample("y", dist.Normal(carry + drift, 1.0))
        return y_t, y_t

    with handlers.condition(data={"y": y}):
        scan(step, y[0], None, length=len(y) + horizon)


y = jnp.array([0.1, 0.9, 2.1])
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), y)
predictive = Predictive(model, mcmc.get_samples(), return_sites=["y"])
forecast = predictive(random.PRNGKey(1), y, horizon=2)["y"][:, len(y) :]
assert forecast.shape == (5, 2) and forecast.std() > 0
