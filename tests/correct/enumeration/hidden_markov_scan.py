# A hidden Markov model by the contrib `scan`; the states are summed out in each step.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.control_flow import scan
from numpyro.infer import MCMC, NUTS


def model(y):
    stay = numpyro.sample("stay", dist.Beta(8.0, 2.0))
    locs = numpyro.sample("locs", dist.Normal(jnp.array([-1.0, 1.0]), 1.0).to_event(1))
    transition = jnp.stack([jnp.stack([stay, 1 - stay]), jnp.stack([1 - stay, stay])])

    def step(state, y_t):
        state = numpyro.sample(
            "state", dist.Categorical(transition[state]), infer={"enumerate": "parallel"}
        )
        numpyro.sample("y", dist.Normal(locs[state], 0.5), obs=y_t)
        return state, None

    scan(step, 0, y)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.0, -1.1, 0.9, 1.2]))
assert mcmc.get_samples()["locs"].shape == (5, 2)
