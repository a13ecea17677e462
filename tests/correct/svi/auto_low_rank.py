# `AutoLowRankMultivariateNormal` of a given rank.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoLowRankMultivariateNormal


def model(y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([4]).to_event(1))
    numpyro.sample("y", dist.Normal(w.sum(), 1.0), obs=y)


guide = AutoLowRankMultivariateNormal(model, rank=2)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, 0.4, progress_bar=False)
assert result.params["auto_cov_factor"].shape == (4, 2)
