# The posterior of an assignment, computed as a deterministic site from the log densities.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    weights = numpyro.sample("weights", dist.Dirichlet(jnp.ones(2)))
    logs = jnp.log(weights) + dist.Normal(jnp.array([-3.0, 3.0]), 1.0).log_prob(y[:, None])
    numpyro.deterministic("responsibility", jax.nn.softmax(logs, axis=-1))
    numpyro.factor("mixture", jax.nn.logsumexp(logs, axis=-1).sum())


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-3.0, 3.0]))
assert jnp.allclose(mcmc.get_samples()["responsibility"].sum(-1), 1.0, atol=1e-5)
