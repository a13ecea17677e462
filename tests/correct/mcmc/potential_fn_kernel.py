# A kernel with a potential function, to which `init_params` gives unconstrained values.
import jax.numpy as jnp
from jax import random
from numpyro.infer import MCMC, NUTS


def potential(z):
    return 0.5 * jnp.sum((z["x"] - 1.0) ** 2) + 0.5 * z["y"] ** 2


mcmc = MCMC(NUTS(potential_fn=potential), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), init_params={"x": jnp.zeros(3), "y": jnp.array(0.0)})
assert mcmc.get_samples()["x"].shape == (5, 3)
