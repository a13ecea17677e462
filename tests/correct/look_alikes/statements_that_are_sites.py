# Sites as statements in a comprehension, behind `and`, in a conditional expression.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y, robust=True):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    [numpyro.deterministic(f"power_{k}", mu**k) for k in (2, 3)]
    robust and numpyro.factor("penalty", -jnp.abs(mu))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y) if y is not None else None


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3)
assert {"power_2", "power_3"} <= set(mcmc.get_samples())
