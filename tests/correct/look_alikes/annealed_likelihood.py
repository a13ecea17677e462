# A temperature as an argument of the model; every stage begins where the last one ended.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro import handlers
from numpyro.infer import MCMC, NUTS, init_to_value


def model(y, temperature):
    mu = numpyro.sample("mu", dist.Normal(0.0, 3.0))
    with handlers.scale(scale=temperature):
        numpyro.sample("y", dist.StudentT(2.0, mu, 0.1), obs=y)


y = jnp.array([1.0, 1.1])
start = {"mu": jnp.array(0.0)}
for stage, temperature in enumerate((0.1, 0.5, 1.0)):
    kernel = NUTS(model, init_strategy=init_to_value(values=start), max_tree_depth=3)
    mcmc = MCMC(kernel, num_warmup=5, num_samples=5, progress_bar=False)
    mcmc.run(random.PRNGKey(stage), y, temperature)
    start = {name: draws[-1] for name, draws in mcmc.get_samples().items()}
assert jnp.isfinite(start["mu"])
