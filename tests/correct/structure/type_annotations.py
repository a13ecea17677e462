# Annotations and `TYPE_CHECKING` imports that never run.
from __future__ import annotations

from typing import TYPE_CHECKING

import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS

if TYPE_CHECKING:
    from numpyro.distributions.distribution import DistributionLike
    from pandas import DataFrame


def model(y: DataFrame | None = None, prior: DistributionLike | None = None) -> None:
    mu = numpyro.sample("mu", prior or dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.2)
