# Models register themselves in a dict by a decorator, in a module that is imported for it.
import jax.numpy as jnp
import models
from jax import random
from numpyro.infer import MCMC, NUTS
from registry import MODELS

assert models.__name__ == "models"
for number, (name, model) in enumerate(sorted(MODELS.items())):
    mcmc = MCMC(NUTS(model, max_tree_depth=2), num_warmup=3, num_samples=3, progress_bar=False)
    mcmc.run(random.fold_in(random.PRNGKey(0), number), jnp.array([0.2, 0.4]))
    assert set(mcmc.get_samples()) == {"mu"}, name
