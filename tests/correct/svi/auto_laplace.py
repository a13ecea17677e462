# A Laplace approximation; the transform of its posterior is read after the optimisation.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoLaplaceApproximation


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


guide = AutoLaplaceApproximation(model)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 30, jnp.array([0.5, 1.0]), progress_bar=False)
samples = guide.sample_posterior(random.PRNGKey(1), result.params, sample_shape=(4,))
assert samples["mu"].shape == (4,)
