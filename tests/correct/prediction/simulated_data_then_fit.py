# Data simulated by the model itself, a fit to them; every step has a key of its own.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(n, y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("n", n):
        numpyro.sample("y", dist.Normal(mu, 0.5), obs=y)


key, simulation_key, fit_key = random.split(random.PRNGKey(3), 3)
simulated = Predictive(model, num_samples=1)(simulation_key, 5)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(fit_key, 5, y=simulated["y"][0])
assert mcmc.get_samples()["mu"].shape == (5,)
