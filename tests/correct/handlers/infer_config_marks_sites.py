# `infer_config` marks the discrete sites to be enumerated, from outside of the model.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS


def mixture(y):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    with numpyro.plate("rows", len(y)):
        kind = numpyro.sample("kind", dist.Categorical(weights))
        numpyro.sample("y", dist.Normal(jnp.array([-2.0, 2.0])[kind], 1.0), obs=y)


def enumerate_discrete(site):
    return {"enumerate": "parallel"} if site["name"] == "kind" else {}


model = handlers.infer_config(mixture, config_fn=enumerate_discrete)
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.9, 2.2, 1.7]))
assert set(mcmc.get_samples()) == {"weights"}
