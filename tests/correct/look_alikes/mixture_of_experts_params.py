# Params in a loop of a model that SVI runs, each expert with its own; the gate is pooled.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO

EXPERTS = range(2)


def model(x, y=None):
    gate = numpyro.param("gate", jnp.zeros(2))
    means = jnp.stack(
        [
            numpyro.param(f"intercept_{k}", float(k)) + numpyro.param(f"slope_{k}", 0.0) * x
            for k in EXPERTS
        ],
        axis=-1,
    )
    mixture = dist.MixtureSameFamily(dist.Categorical(logits=gate), dist.Normal(means, 1.0))
    numpyro.sample("y", mixture, obs=y)


x = jnp.arange(4.0)
svi = SVI(model, lambda *args: None, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, x, x, progress_bar=False)
assert len(result.params) == 5
