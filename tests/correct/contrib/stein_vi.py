# SteinVI over an autoguide; the particles are in its params.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.contrib.einstein import RBFKernel, SteinVI
from numpyro.infer.autoguide import AutoNormal


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


stein = SteinVI(
    model,
    AutoNormal(model),
    optim.Adagrad(0.5),
    RBFKernel(),
    num_stein_particles=3,
    loss_temperature=1.0 / 3,
)
result = stein.run(random.PRNGKey(0), 5, jnp.array([0.3, 0.6]), progress_bar=False)
assert stein.get_params(result.state)["mu_auto_loc"].shape == (3,)
