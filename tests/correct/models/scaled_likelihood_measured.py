# A likelihood of half its rows, scaled by two: the width of the posterior is that of all rows.
# ---
# [run.all]
# outcome = "right"
# ---
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS

y = np.random.default_rng(1).normal(0.0, 1.0, 40)


def model(half):
    mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
    with handlers.scale(scale=2.0), numpyro.plate("rows", len(half)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=half)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=200, num_samples=2000, progress_bar=False)
mcmc.run(random.PRNGKey(0), y[:20])
truth = (len(y) + 0.01) ** -0.5
print(f"measured sd={mcmc.get_samples()['mu'].std()} se=0.01 truth={truth}")
