# Cutpoints on the ordered support, by a transformed base.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.distributions import transforms
from numpyro.infer import MCMC, NUTS


def model(x, y):
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    cutpoints = numpyro.sample(
        "cutpoints",
        dist.TransformedDistribution(
            dist.Normal(0.0, 1.0).expand([2]).to_event(1), transforms.OrderedTransform()
        ),
    )
    numpyro.sample("y", dist.OrderedLogistic(b * x, cutpoints), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([-1.0, 0.1, 1.0]), jnp.array([0, 1, 2]))
assert (jnp.diff(mcmc.get_samples()["cutpoints"], axis=-1) > 0).all()
