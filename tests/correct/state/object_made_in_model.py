# An object made in the model stores sampled values on itself, and goes with the trace.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


class Parameters:
    def __init__(self):
        self.values = {}

    def draw(self, name, prior):
        self.values[name] = numpyro.sample(name, prior)
        return self.values[name]


def model(y):
    parameters = Parameters()
    mu = parameters.draw("mu", dist.Normal(0.0, 1.0))
    sigma = parameters.draw("sigma", dist.HalfNormal(1.0))
    assert set(parameters.values) == {"mu", "sigma"}
    numpyro.sample("y", dist.Normal(mu, sigma), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
