# Recurrent events: a factor for the whole subject in a plate of subjects, one number for each.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def model(gaps, last):
    rate = numpyro.sample("rate", dist.Gamma(1.0, 1.0))
    frailty_sd = numpyro.sample("frailty_sd", dist.HalfNormal(0.5))
    with numpyro.plate("subjects", gaps.shape[0]):
        frailty = numpyro.sample("frailty", dist.LogNormal(0.0, frailty_sd))
        hazard = rate * frailty
        events = dist.Exponential(hazard[:, None]).log_prob(gaps).sum(axis=1)
        numpyro.factor("events", events - hazard * last)


gaps = jnp.array([[0.5, 1.0], [0.2, 0.3], [2.0, 1.0]])
mcmc = MCMC(NUTS(model, max_tree_depth=3), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), gaps, jnp.array([0.1, 0.2, 0.3]))
