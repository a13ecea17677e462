# Forward mode differentiation for a model with a loop of unknown length.
import jax
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    rate = numpyro.sample("rate", dist.HalfNormal(1.0))
    total = jax.lax.while_loop(lambda c: c[0] < 3, lambda c: (c[0] + 1, c[1] * rate), (0, 1.0))[1]
    numpyro.sample("y", dist.Normal(total, 1.0), obs=y)


kernel = NUTS(model, forward_mode_differentiation=True, max_tree_depth=2)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.4)
