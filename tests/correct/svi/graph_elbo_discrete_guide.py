# `TraceGraph_ELBO` for a guide with a discrete latent that is not enumerated.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, TraceGraph_ELBO


def model(y):
    z = numpyro.sample("z", dist.Bernoulli(0.5))
    numpyro.sample("y", dist.Normal(2.0 * z, 1.0), obs=y)


def guide(y):
    logit = numpyro.param("logit", 0.0)
    numpyro.sample("z", dist.Bernoulli(logits=logit))


svi = SVI(model, guide, optim.Adam(0.05), TraceGraph_ELBO(num_particles=5))
result = svi.run(random.PRNGKey(0), 5, 1.8, progress_bar=False)
assert jnp.isfinite(result.params["logit"])
