# A function as the config: every latent of a location-scale family is noncentered.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.handlers import reparam
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import LocScaleReparam


def config(site):
    if site["name"].endswith("_decentered") or site["is_observed"]:
        return None
    return LocScaleReparam(centered=0.0) if isinstance(site["fn"], dist.Normal) else None


@reparam(config=config)
def model(y):
    tau = numpyro.sample("tau", dist.HalfNormal(1.0))
    x = numpyro.sample("x", dist.Normal(1.0, tau))
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.4)
assert "x_decentered" in mcmc.get_samples()
