# The settings of kernels in a table; `num_steps` belongs to one whose trajectory is None.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMC, MCMC, NUTS, BarkerMH

SETTINGS = [
    (NUTS, {"max_tree_depth": 2}),
    (HMC, {"num_steps": 3, "trajectory_length": None}),
    (HMC, {"trajectory_length": 0.5}),
    (BarkerMH, {"step_size": 0.3}),
]


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


for number, (kernel, settings) in enumerate(SETTINGS):
    mcmc = MCMC(kernel(model, **settings), num_warmup=3, num_samples=3, progress_bar=False)
    mcmc.run(random.PRNGKey(number), 0.2)
    assert mcmc.get_samples()["mu"].shape == (3,)
