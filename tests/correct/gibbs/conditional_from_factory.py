# A factory closes over the data; each call of the conditional splits the key it gets.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, HMCGibbs


def make_conditional(y):
    n = len(y)

    def conditional(rng_key, gibbs_sites, hmc_sites):
        mean_key, scale_key = random.split(rng_key)
        sigma = hmc_sites["sigma"]
        mu = y.mean() + sigma / n**0.5 * random.normal(mean_key)
        nu = 1.0 + random.exponential(scale_key)
        return {"mu": mu, "nu": nu}

    return conditional


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 100.0))
    nu = numpyro.sample("nu", dist.Exponential(1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(nu))
    numpyro.sample("y", dist.Normal(mu, sigma), obs=y)


data = jnp.array([1.0, 2.0, 4.0])
kernel = HMCGibbs(NUTS(model), gibbs_fn=make_conditional(data), gibbs_sites=["mu", "nu"])
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), data)
assert jnp.isfinite(mcmc.get_samples()["mu"]).all()
