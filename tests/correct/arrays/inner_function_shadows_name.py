# Names that shadow modules are local: `random` is a list there, and nothing is drawn from it.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS


def weights(random):
    total = sum(random)
    return [value / total for value in random]


def model(y):
    w = jnp.asarray(weights([1.0, 3.0]))
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu * w, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(jax.random.PRNGKey(0), jnp.ones(2))
