# An angle whose posterior wraps around.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.handlers import reparam
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import CircularReparam


def model(angles):
    with reparam(config={"direction": CircularReparam()}):
        direction = numpyro.sample("direction", dist.VonMises(0.0, 0.1))
    with numpyro.plate("rows", len(angles)):
        numpyro.sample("angle", dist.VonMises(direction, 5.0), obs=angles)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([3.1, -3.0, 3.0]))
assert (jnp.abs(mcmc.get_samples()["direction"]) <= jnp.pi).all()
