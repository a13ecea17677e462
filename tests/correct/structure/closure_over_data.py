# A closure over data that stay as they are: no argument is needed.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import MCMC, NUTS


def make_model(x, y):
    n_features = x.shape[1]

    def model():
        w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([n_features]).to_event(1))
        with numpyro.plate("rows", len(x)):
            numpyro.sample("y", dist.Normal(x @ w, 1.0), obs=y)

    return model


mcmc = MCMC(
    NUTS(make_model(jnp.eye(2), jnp.ones(2))), num_warmup=5, num_samples=5, progress_bar=False
)
mcmc.run(random.PRNGKey(0))
