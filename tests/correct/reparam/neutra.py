# NeuTra: a guide is trained first, and its params straighten the posterior for NUTS.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import MCMC, NUTS, SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDiagonalNormal
from numpyro.infer.reparam import NeuTraReparam


def dual_moon(y):
    x = numpyro.sample("x", dist.Normal(jnp.zeros(2), 1.0).to_event(1))
    numpyro.sample("y", dist.Normal(x[0] ** 2 + x[1], 0.3), obs=y)


guide = AutoDiagonalNormal(dual_moon)
svi = SVI(dual_moon, guide, optim.Adam(0.01), Trace_ELBO())
params = svi.run(random.PRNGKey(0), 5, 1.0, progress_bar=False).params
neutra = NeuTraReparam(guide, params)
mcmc = MCMC(NUTS(neutra.reparam(dual_moon)), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(1), 1.0)
shared = mcmc.get_samples()["auto_shared_latent"]
assert neutra.transform_sample(shared)["x"].shape == (5, 2)
