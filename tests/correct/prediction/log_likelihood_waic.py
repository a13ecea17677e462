# WAIC by hand from `log_likelihood`, which is given the observations, as it has to be.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from jax.scipy.special import logsumexp
from numpyro.infer import MCMC, NUTS, log_likelihood


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


x, y = jnp.arange(4.0), jnp.array([0.1, 0.9, 2.2, 2.8])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=10, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
logs = log_likelihood(model, mcmc.get_samples(), x, y)["y"]
lppd = (logsumexp(logs, axis=0) - jnp.log(len(logs))).sum()
waic = -2 * (lppd - logs.var(axis=0).sum())
assert jnp.isfinite(waic)
