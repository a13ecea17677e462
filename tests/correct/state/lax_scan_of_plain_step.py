# `lax.scan` in a model whose body only computes; the innovations are sampled before it.
import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(y):
    phi = numpyro.sample("phi", dist.Uniform(-1.0, 1.0))
    noise = numpyro.sample("noise", dist.Normal(0.0, 1.0).expand([len(y)]).to_event(1))

    def step(state, shock):
        state = phi * state + shock
        return state, state

    _, states = jax.lax.scan(step, 0.0, noise)
    numpyro.sample("y", dist.Normal(states, 0.5), obs=y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.4, 0.2]))
