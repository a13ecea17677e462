# A spike and slab: an indicator that is enumerated, and a mixture that is summed out.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(x, y=None):
    with numpyro.plate("features", x.shape[1], dim=-1):
        included = numpyro.sample("included", dist.Bernoulli(0.3), infer={"enumerate": "parallel"})
        numpyro.sample("coef", dist.Normal(0.0, jnp.where(included == 1, 1.0, 0.05)))


def regression(x, y):
    scale = numpyro.sample(
        "scale",
        dist.MixtureSameFamily(
            dist.Categorical(jnp.array([0.7, 0.3])), dist.Normal(0.0, jnp.array([0.05, 1.0]))
        )
        .expand([x.shape[1]])
        .to_event(1),
    )
    numpyro.sample("y", dist.Normal(x @ scale, 1.0), obs=y)


for each in (model, regression):
    mcmc = MCMC(NUTS(each, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(random.PRNGKey(0), jnp.eye(3), jnp.ones(3))
