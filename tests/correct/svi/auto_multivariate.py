# `AutoMultivariateNormal`: the Cholesky factor is a param of the guide, positive by its constraint.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO
from numpyro.infer.autoguide import AutoMultivariateNormal


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.LogNormal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a + b, 1.0), obs=y)


guide = AutoMultivariateNormal(model)
svi = SVI(model, guide, optim.ClippedAdam(0.05), Trace_ELBO(num_particles=2))
result = svi.run(random.PRNGKey(0), 5, 0.4, progress_bar=False)
posterior = guide.get_posterior(result.params)
covariance = posterior.scale_tril @ posterior.scale_tril.T
assert covariance.shape == (2, 2)
