# A guide with a discrete latent of its own, enumerated there.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, TraceEnum_ELBO


def model(y):
    z = numpyro.sample("z", dist.Bernoulli(0.3), infer={"enumerate": "parallel"})
    numpyro.sample("y", dist.Normal(3.0 * z, 1.0), obs=y)


def guide(y):
    q = numpyro.param("q", 0.5, constraint=constraints.unit_interval)
    numpyro.sample("z", dist.Bernoulli(q), infer={"enumerate": "parallel"})


svi = SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO(max_plate_nesting=0))
result = svi.run(random.PRNGKey(0), 60, 2.9, progress_bar=False)
assert result.params["q"] > 0.8
