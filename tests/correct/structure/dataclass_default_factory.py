# A dataclass whose priors come from a `default_factory`, called by the model.
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable

import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


@dataclass
class Priors:
    slope: Callable[[], Any] = field(default_factory=lambda: lambda: dist.Normal(0.0, 1.0))
    sigma: Callable[[], Any] = lambda: dist.TruncatedNormal(1.0, 1.0, low=0.0)


def model(x, y, priors):
    slope = numpyro.sample("slope", priors.slope())
    sigma = numpyro.sample("sigma", priors.sigma())
    numpyro.sample("y", dist.Normal(slope * x, sigma), obs=y)


mcmc = MCMC(NUTS(partial(model, priors=Priors())), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.arange(3.0), jnp.arange(3.0))
