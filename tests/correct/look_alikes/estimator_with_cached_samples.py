# An estimator that keeps samples, predictions and keys between its methods, as scikit-learn's do.
from functools import cached_property

import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


class BayesianRegressor:
    def __init__(self, *, seed=0, num_samples=5, prior=None):
        self.seed = seed
        self.num_samples = num_samples
        self.prior = prior or (lambda: dist.TruncatedNormal(0.0, 1.0, low=0.0))
        self._mcmc = None

    def model(self, x, y=None):
        self.n_features_ = x.shape[1]
        coef = numpyro.sample("coef", dist.Normal(0.0, 1.0).expand([self.n_features_]).to_event(1))
        sigma = numpyro.sample("sigma", self.prior())
        with numpyro.plate("rows", x.shape[0]):
            return numpyro.sample("y", dist.Normal(x @ coef, sigma), obs=y)

    def fit(self, x, y):
        self._fit_key, self._predict_key = random.split(random.PRNGKey(self.seed))
        kernel = NUTS(self.model, max_tree_depth=3)
        self._mcmc = MCMC(
            kernel, num_warmup=5, num_samples=self.num_samples, num_chains=1, progress_bar=False
        )
        self._mcmc.run(self._fit_key, x, y)
        return self

    @cached_property
    def coef_(self):
        return self._mcmc.get_samples()["coef"].mean(axis=0)

    def predict(self, x, return_std=False):
        draws = Predictive(self.model, self._mcmc.get_samples())(self._predict_key, x)["y"]
        return (draws.mean(0), draws.std(0)) if return_std else draws.mean(0)


x = np.random.default_rng(0).normal(size=(6, 2))
mean, std = BayesianRegressor(num_samples=6).fit(x, x[:, 0]).predict(x, return_std=True)
assert mean.shape == std.shape == (6,)
