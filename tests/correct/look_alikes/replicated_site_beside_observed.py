# The prediction is given the observations and reads a site of its own for replicated data.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)
    if y is not None:
        numpyro.deterministic("residual", y - slope * x)


x, y = jnp.arange(3.0), jnp.array([0.1, 1.1, 1.9])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
residual = Predictive(model, mcmc.get_samples(), return_sites=("residual",))(
    random.PRNGKey(1), x, y
)["residual"]
assert residual.shape == (5, 3)
