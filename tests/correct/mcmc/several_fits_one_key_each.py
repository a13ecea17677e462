# One fit for each data set; every run has its own key, the same kernel serves all.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


datasets = {"a": jnp.array([0.1, 0.4]), "b": jnp.array([2.0, 2.4])}
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
means = {}
for i, (name, y) in enumerate(datasets.items()):
    mcmc.run(random.fold_in(random.PRNGKey(0), i), y)
    means[name] = float(mcmc.get_samples()["mu"].mean())
assert means["a"] < means["b"]
