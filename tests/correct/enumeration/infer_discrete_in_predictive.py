# `Predictive(infer_discrete=True)` samples the assignments from their posterior.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS, Predictive


def model(y):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    with numpyro.plate("rows", 3):
        kind = numpyro.sample("kind", dist.Bernoulli(p), infer={"enumerate": "parallel"})
        numpyro.sample("y", dist.Normal(jnp.where(kind == 1, 4.0, -4.0), 1.0), obs=y)


y = jnp.array([-4.0, 4.1, 3.9])
mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), y)
predictive = Predictive(model, mcmc.get_samples(), infer_discrete=True)
kinds = predictive(random.PRNGKey(1), y)["kind"]
assert (kinds == jnp.array([0, 1, 1])).all()
