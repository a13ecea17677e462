# The relations of a model's sites, told without a run.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer.inspect import get_dependencies, get_model_relations


def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)


relations = get_model_relations(model, model_args=(jnp.ones(2),))
assert relations["observed"] == ["y"]
assert "mu" in get_dependencies(model, (jnp.ones(2),))["posterior_dependencies"]
