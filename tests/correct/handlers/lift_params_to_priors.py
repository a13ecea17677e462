# Under `lift` a `param` has a prior and MCMC does infer it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.distributions import constraints
from numpyro.infer import MCMC, NUTS


def model(y):
    scale = numpyro.param("scale", 1.0, constraint=constraints.positive)
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


lifted = handlers.lift(model, prior={"scale": dist.HalfNormal(2.0)})
mcmc = MCMC(NUTS(lifted), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.5, -1.5, 0.2]))
assert mcmc.get_samples()["scale"].shape == (5,)
