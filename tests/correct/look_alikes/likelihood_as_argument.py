# The likelihood, the link and the prior of a model are arguments, chosen by name.
from functools import partial

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive

FAMILIES = {
    "poisson": lambda eta: dist.Poisson(jnp.exp(eta)),
    "bernoulli": lambda eta: dist.Bernoulli(logits=eta),
    "negative_binomial": lambda eta: dist.NegativeBinomial2(jnp.exp(eta), 2.0),
}


def glm(x, y=None, *, family):
    beta = numpyro.sample("beta", dist.Normal(0.0, 1.0).expand([x.shape[-1]]).to_event(1))
    with numpyro.plate("rows", x.shape[0]):
        return numpyro.sample("y", FAMILIES[family](x @ beta), obs=y)


x = jnp.eye(2)
for number, family in enumerate(FAMILIES):
    mcmc = MCMC(NUTS(glm, max_tree_depth=2), num_warmup=3, num_samples=3, progress_bar=False)
    mcmc.run(random.PRNGKey(number), x, jnp.array([1, 0]), family=family)
    draws = Predictive(partial(glm, family=family), mcmc.get_samples())(random.PRNGKey(9), x)
    assert draws["y"].shape == (3, 2)
