# A seeded model, called once for the shapes of its sites, while the plain one is given to NUTS.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model(x):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([x.shape[-1]]).to_event(1))
    numpyro.sample("y", dist.Normal(x @ w, 1.0), obs=jnp.zeros(len(x)))


x = jnp.ones((4, 2))
shapes = {
    name: site["value"].shape
    for name, site in handlers.trace(handlers.seed(model, 0)).get_trace(x).items()
}
assert shapes == {"w": (2,), "y": (4,)}
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x)
