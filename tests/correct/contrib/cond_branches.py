# The contrib `cond`: a branch by a flag, each with deterministic sites and observed ones.
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.contrib.control_flow import cond
from numpyro.infer import MCMC, NUTS


def model(flag, y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))

    def wide(args):
        numpyro.sample("y", dist.Normal(args, 10.0), obs=y)

    def narrow(args):
        numpyro.sample("y", dist.Normal(args, 1.0), obs=y)

    cond(flag, wide, narrow, mu)


mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), True, 0.5)
assert mcmc.get_samples()["mu"].shape == (5,)
