# A direction on the sphere by `ProjectedNormalReparam`.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.handlers import reparam
from numpyro.infer import MCMC, NUTS
from numpyro.infer.reparam import ProjectedNormalReparam


def model(y):
    with reparam(config={"axis": ProjectedNormalReparam()}):
        axis = numpyro.sample("axis", dist.ProjectedNormal(jnp.array([1.0, 0.0, 0.0])))
    numpyro.sample("y", dist.Normal(axis[0], 0.1), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), 0.8)
norms = jnp.linalg.norm(mcmc.get_samples()["axis"], axis=-1)
assert jnp.allclose(norms, 1.0, atol=1e-5)
