# HMCECS with a subsampled plate; the likelihood is scaled by the plate.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMCECS, MCMC, NUTS


def model(x, y):
    w = numpyro.sample("w", dist.Normal(0.0, 1.0).expand([2]).to_event(1))
    with numpyro.plate("rows", len(x), subsample_size=4):
        batch_x = numpyro.subsample(x, event_dim=1)
        batch_y = numpyro.subsample(y, event_dim=0)
        numpyro.sample("y", dist.Bernoulli(logits=batch_x @ w), obs=batch_y)


x = random.normal(random.PRNGKey(1), (12, 2))
y = (x[:, 0] > 0).astype(jnp.int32)
proxy = HMCECS.taylor_proxy({"w": jnp.array([1.0, 0.0])})
kernel = HMCECS(NUTS(model), num_blocks=2, proxy=proxy)
mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), x, y)
assert mcmc.get_samples()["w"].shape == (5, 2)
