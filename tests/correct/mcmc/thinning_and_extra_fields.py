# Thinned samples with the fields of the sampler beside them.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=4, num_samples=6, thinning=2, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.1, extra_fields=("potential_energy", "diverging"))
assert mcmc.get_samples()["mu"].shape == mcmc.get_extra_fields()["diverging"].shape == (3,)
