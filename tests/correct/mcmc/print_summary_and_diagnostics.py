# Diagnostics of several chains, grouped as they ask for.
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.diagnostics import effective_sample_size, gelman_rubin, hpdi
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(
    NUTS(model),
    num_warmup=10,
    num_samples=20,
    num_chains=2,
    chain_method="vectorized",
    progress_bar=False,
)
mcmc.run(random.PRNGKey(0), 0.4)
mcmc.print_summary(exclude_deterministic=False)
grouped = mcmc.get_samples(group_by_chain=True)["mu"]
assert np.isfinite(gelman_rubin(grouped)) and effective_sample_size(grouped) > 0
low, high = hpdi(mcmc.get_samples()["mu"], 0.9)
assert low < high
