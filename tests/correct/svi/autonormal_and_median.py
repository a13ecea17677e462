# An `AutoNormal` guide; what is read are constrained values, by `median`, not `b_auto_loc`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import optim
from numpyro.infer import SVI, Trace_ELBO, init_to_median
from numpyro.infer.autoguide import AutoNormal


def model(y):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(0.0, scale), obs=y)


guide = AutoNormal(model, init_loc_fn=init_to_median(num_samples=5), init_scale=0.1)
svi = SVI(model, guide, optim.Adam(0.05), Trace_ELBO())
result = svi.run(random.PRNGKey(0), 5, jnp.array([0.3, -0.2]), progress_bar=False)
assert guide.median(result.params)["scale"] > 0
assert guide.quantiles(result.params, [0.1, 0.9])["scale"].shape == (2,)
