# Log odds computed from a sigmoid are logits again.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    p = 0.9 * jax.nn.sigmoid(b * x) + 0.05
    numpyro.sample("y", dist.Bernoulli(logits=jnp.log(p) - jnp.log1p(-p)), obs=y)
    gate = jax.nn.sigmoid(b)
    numpyro.sample("z", dist.Bernoulli(logits=4.0 * gate - 2.0), obs=1)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, -0.2]), jnp.array([1, 0]))
