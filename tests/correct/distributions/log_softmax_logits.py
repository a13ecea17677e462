# `log_softmax` and the logarithm of a Dirichlet are logits.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    raw = numpyro.sample("raw", dist.Normal(0.0, 1.0).expand([3]).to_event(1))
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(3)))
    logits = jax.nn.log_softmax(raw) + jnp.log(weights)
    numpyro.sample("y", dist.Categorical(logits=logits), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0, 2, 1]))
