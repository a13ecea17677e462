# A factory makes the model's guide; each call of the factory gives a guide with its own prefix.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO


def make_guide(prefix, init):
    def guide(y):
        loc = numpyro.param(f"{prefix}_loc", init)
        numpyro.sample("mu", dist.Normal(loc, 0.2))

    return guide


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


losses = []
for i, init in enumerate((-1.0, 1.0)):
    svi = SVI(model, make_guide(f"restart_{i}", init), optim.Adam(0.05), Trace_ELBO())
    losses.append(svi.run(random.PRNGKey(i), 5, 0.5, progress_bar=False).losses[-1])
assert len(losses) == 2
