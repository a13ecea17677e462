# A discrete site that was observed in the fit and is predicted for new rows: it was no latent.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(n, y=None):
    p = numpyro.sample("p", dist.Beta(2.0, 2.0))
    with numpyro.plate("rows", n):
        numpyro.sample("y", dist.Bernoulli(p), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 3, jnp.array([1, 1, 0]))
new = Predictive(model, mcmc.get_samples())(random.PRNGKey(1), 2)["y"]
assert set(np.unique(new)) <= {0, 1}
