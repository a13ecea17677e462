# A counter of traces in a closure: it counts calls, and no site depends on it.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def counted(model):
    calls = {"n": 0}

    def wrapped(*args, **kwargs):
        calls["n"] += 1
        return model(*args, **kwargs)

    wrapped.calls = calls
    return wrapped


@counted
def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
assert model.calls["n"] >= 1
