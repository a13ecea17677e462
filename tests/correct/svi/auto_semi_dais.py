# `AutoSemiDAIS` for local latents of a subsampled plate, another guide for the global one.
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoNormal, AutoSemiDAIS


def global_model():
    return numpyro.sample("theta", dist.Normal(0.0, 1.0))


def local_model(theta):
    with numpyro.plate("data", 8, subsample_size=4):
        batch = numpyro.subsample(Y, event_dim=0)
        tau = numpyro.sample("tau", dist.Gamma(5.0, 5.0))
        numpyro.sample("y", dist.Normal(theta, tau), obs=batch)


Y = np.random.default_rng(0).normal(size=8).astype(np.float32)


def model():
    local_model(global_model())


guide = AutoSemiDAIS(model, local_model, AutoNormal(global_model), K=2)
svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, progress_bar=False)
assert jnp.isfinite(result.losses).all()
