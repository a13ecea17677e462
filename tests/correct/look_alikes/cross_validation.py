# Folds: each has an MCMC, a key and data of its own; the scores come from the rows left out.
import jax
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, log_likelihood


def model(x, y=None):
    slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
    with numpyro.plate("rows", len(x)):
        numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)


x = np.arange(6.0)
y = 0.5 * x
folds = np.array_split(np.random.default_rng(0).permutation(6), 3)
scores = []
for number, test in enumerate(folds):
    train = np.setdiff1d(np.arange(6), test)
    fit_key, _ = random.split(random.fold_in(random.PRNGKey(0), number))
    mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(fit_key, x[train], y[train])
    logs = log_likelihood(model, mcmc.get_samples(), x[test], y[test])["y"]
    scores.append(float(jax.nn.logsumexp(logs, axis=0).sum() - len(test) * np.log(len(logs))))
assert np.isfinite(scores).all()
