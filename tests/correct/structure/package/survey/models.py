# A dataclass with a model, a guide, and a fit.
from dataclasses import dataclass

import numpyro
import numpyro.distributions as dist
from numpyro import optim
from numpyro.distributions import constraints
from numpyro.infer import SVI, Trace_ELBO


@dataclass(frozen=True)
class Survey:
    prior_scale: float = 1.0
    learning_rate: float = 0.05

    def model(self, y=None):
        logit = numpyro.sample("logit", dist.Normal(0.0, self.prior_scale))
        numpyro.sample("y", dist.Bernoulli(logits=logit), obs=y)

    def guide(self, y=None):
        loc = numpyro.param("logit_loc", 0.0)
        scale = numpyro.param("logit_scale", 0.5, constraint=constraints.positive)
        numpyro.sample("logit", dist.Normal(loc, scale))

    def fit(self, key, y):
        svi = SVI(self.model, self.guide, optim.Adam(self.learning_rate), Trace_ELBO())
        return svi.run(key, 5, y, progress_bar=False)
