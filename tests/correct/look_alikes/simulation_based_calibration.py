# Simulation-based calibration: each round simulates, fits and ranks with keys of its own.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def model(y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    return numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


def one_round(key):
    simulate, fit = random.split(key)
    truth = handlers.trace(handlers.seed(model, simulate)).get_trace()
    mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=4, num_samples=4, progress_bar=False)
    mcmc.run(fit, y=truth["y"]["value"])
    return (mcmc.get_samples()["mu"] < truth["mu"]["value"]).sum()


ranks = [int(one_round(key)) for key in random.split(random.PRNGKey(0), 2)]
assert all(0 <= rank <= 4 for rank in ranks)
