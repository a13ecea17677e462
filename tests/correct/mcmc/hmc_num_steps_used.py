# `num_steps` counts once `trajectory_length` is None.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMC, MCMC


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


kernel = HMC(model, step_size=0.1, num_steps=4, trajectory_length=None, adapt_step_size=False)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.3, extra_fields=("num_steps",))
assert (mcmc.get_extra_fields()["num_steps"] == 4).all()
