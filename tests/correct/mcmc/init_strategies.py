# Each strategy of where to start, with names that the model has.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import (
    MCMC,
    NUTS,
    init_to_feasible,
    init_to_median,
    init_to_uniform,
    init_to_value,
)


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(mu, sigma), obs=y)


STRATEGIES = {
    "value": init_to_value(values={"mu": 0.1, "sigma": 2.0}),
    "median": init_to_median(num_samples=5),
    "uniform": init_to_uniform(radius=0.5),
    "feasible": init_to_feasible,
}
for name, strategy in STRATEGIES.items():
    kernel = NUTS(model, init_strategy=strategy, max_tree_depth=2)
    mcmc = MCMC(kernel, num_warmup=2, num_samples=2, progress_bar=False)
    mcmc.run(random.PRNGKey(0), jnp.array([0.3, -0.4]))
    assert set(mcmc.get_samples()) == {"mu", "sigma"}, name
