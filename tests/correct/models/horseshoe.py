# A horseshoe prior: half Cauchy scales, noncentred by hand.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    tau = numpyro.sample("tau", dist.HalfCauchy(1.0))
    with numpyro.plate("features", x.shape[1]):
        lam = numpyro.sample("lam", dist.HalfCauchy(1.0))
        raw = numpyro.sample("raw", dist.Normal(0.0, 1.0))
    beta = numpyro.deterministic("beta", tau * lam * raw)
    with numpyro.plate("rows", x.shape[0]):
        numpyro.sample("y", dist.Normal(x @ beta, 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.eye(3), jnp.array([0.0, 3.0, 0.0]))
