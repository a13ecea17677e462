# The names to condition on are computed like those of the sites.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model():
    level = numpyro.sample("level", dist.Normal(0.0, 1.0))
    for t in range(3):
        numpyro.sample(f"y_{t}", dist.Normal(level, 1.0))


data = {f"y_{t}": value for t, value in enumerate([0.1, 0.4, 0.3])}
mcmc = MCMC(
    NUTS(handlers.condition(model, data=data)), num_warmup=5, num_samples=5, progress_bar=False
)
mcmc.run(random.PRNGKey(0))
assert set(mcmc.get_samples()) == {"level"}
