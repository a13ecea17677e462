# `ExplicitReparam` samples the logarithm of a scale.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions.transforms import ExpTransform
from numpyro.handlers import reparam
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import ExplicitReparam


def model(y):
    scale = numpyro.sample("scale", dist.LogNormal(0.0, 3.0))
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


logged = reparam(model, config={"scale": ExplicitReparam(ExpTransform().inv)})
mcmc = MCMC(NUTS(logged), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([0.1, 0.3]))
samples = mcmc.get_samples()
assert jnp.allclose(jnp.exp(samples["scale_base"]), samples["scale"], rtol=1e-4)
