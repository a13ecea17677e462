# `MixedHMC` around `HMC`, in which a trajectory length is needed and the discrete site is sampled.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMC, MCMC, MixedHMC


def model(probs, locs):
    kind = numpyro.sample("kind", dist.Categorical(probs))
    numpyro.sample("x", dist.Normal(locs[kind], 0.5))


kernel = MixedHMC(HMC(model, trajectory_length=1.2), num_discrete_updates=4)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, 0.5]), jnp.array([-1.0, 1.0]))
assert set(mcmc.get_samples()) == {"kind", "x"}
