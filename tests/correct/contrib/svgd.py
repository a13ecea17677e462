# SVGD: Stein particles that are points, on the releases that have it.
# ---
# target = ">=0.16.1"
# [run."0.15.2"]
# outcome = "raises"
# exception = "ImportError"
# message = "SVGD"
# ---
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.contrib.einstein import SVGD, MixtureGuidePredictive, RBFKernel


def model(y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


svgd = SVGD(model, optim.Adam(0.1), RBFKernel(), num_stein_particles=4)
result = svgd.run(random.PRNGKey(0), 5, 0.5, progress_bar=False)
predictive = MixtureGuidePredictive(
    model, svgd.guide, params=svgd.get_params(result.state), guide_sites=["mu"], num_samples=6
)
assert predictive(random.PRNGKey(1))["y"].shape[0] == 6
