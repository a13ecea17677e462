# A conjugate mean by NUTS, measured against its closed form.
# ---
# [run.all]
# outcome = "right"
# ---
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

y = jnp.array([1.2, 0.8, 1.5, 1.1])


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(y)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=200, num_samples=2000, progress_bar=False)
mcmc.run(random.PRNGKey(0), y)
mu = mcmc.get_samples()["mu"]
n = len(y)
print(f"measured mean={mu.mean()} se=0.03 truth={y.sum() / (n + 1)}")
print(f"measured sd={mu.std()} se=0.03 truth={(n + 1) ** -0.5}")
