# The Renyi bound with several particles.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, RenyiELBO
from numpyro.infer.autoguide import AutoNormal


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.StudentT(3.0, mu, 1.0), obs=y)


svi = SVI(model, AutoNormal(model), optim.Adam(0.05), RenyiELBO(alpha=0.2, num_particles=4))
result = svi.run(random.PRNGKey(0), 5, 0.4, progress_bar=False)
assert jnp.isfinite(result.losses).all()
