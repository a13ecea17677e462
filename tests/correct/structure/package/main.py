# A package whose `__init__` re-exports a class with a model and its guide.
import jax.numpy as jnp
from jax import random
from survey import Survey

survey = Survey(prior_scale=2.0)
result = survey.fit(random.PRNGKey(0), jnp.array([1, 0, 1]))
assert set(result.params) == {"logit_loc", "logit_scale"}
