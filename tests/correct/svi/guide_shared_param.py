# One param that two latents share, on purpose: it is made once and used twice.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO


def model(y):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(a * b, 1.0), obs=y)


def guide(y):
    scale = numpyro.param("scale", 0.3, constraint=constraints.positive)
    for i, name in enumerate("ab"):
        numpyro.sample(name, dist.Normal(numpyro.param(f"loc_{i}", 0.0), scale))


svi = SVI(model, guide, optim.Momentum(1e-3, 0.9), Trace_ELBO())
assert "scale" in svi.run(random.PRNGKey(0), 5, 0.3, progress_bar=False).params
