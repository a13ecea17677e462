# HMCECS without a proxy: the plain subsampled likelihood.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMCECS, MCMC, NUTS


def model(data):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("N", data.shape[0], subsample_size=5):
        batch = numpyro.subsample(data, event_dim=0)
        numpyro.sample("obs", dist.Normal(mu, 1.0), obs=batch)


data = random.normal(random.PRNGKey(1), (20,)) + 1
mcmc = MCMC(HMCECS(NUTS(model)), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), data)
