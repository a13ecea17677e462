# `markov` over a Python loop of enumerated states with names of their own.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.funsor import markov
from numpyro.infer import MCMC, NUTS


def model(ys):
    p = numpyro.sample("p", dist.Uniform(0.1, 0.9))
    state = 0
    for t in markov(range(len(ys))):
        probs = jnp.where(state == 1, p, 1 - p)
        state = numpyro.sample(f"state_{t}", dist.Bernoulli(probs), infer={"enumerate": "parallel"})
        numpyro.sample(f"y_{t}", dist.Normal(2.0 * state, 1.0), obs=ys[t])


mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 2.0, 1.9]))
assert mcmc.get_samples()["p"].shape == (5,)
