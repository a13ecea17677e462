# A guide whose covariance is that of each batch element.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoBatchedMultivariateNormal


def model(y):
    with numpyro.plate("groups", 3):
        w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
        numpyro.sample("y", dist.Normal(w.sum(-1), 1.0), obs=y)


guide = AutoBatchedMultivariateNormal(model, batch_ndim=1)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, jnp.arange(3.0), progress_bar=False)
assert result.params["auto_scale_tril"].shape == (3, 2, 2)
