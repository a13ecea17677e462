# `AutoDAIS` with few steps of annealing.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoDAIS


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


guide = AutoDAIS(model, K=2, eta_init=0.05)
svi = SVI(model, guide, optim.Adam(0.01), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 3, 0.4, progress_bar=False)
assert guide.sample_posterior(random.PRNGKey(1), result.params, sample_shape=(3,))["mu"].shape == (
    3,
)
