# Only deterministic sites leave the block: what is inside is simulated, on purpose.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def simulator(scale):
    with handlers.block(expose_types=["deterministic"]), handlers.seed(rng_seed=5):
        draw = numpyro.sample("draw", dist.HalfNormal(1.0))
        return numpyro.deterministic("simulated", draw * scale)


def model(y):
    scale = numpyro.sample("scale", dist.LogNormal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(simulator(scale), 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array(0.7))
assert set(mcmc.get_samples()) == {"scale", "simulated"}
