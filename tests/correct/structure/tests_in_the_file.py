# A test that expects an error: the wrong call is what it is about.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers


def model():
    return numpyro.sample("x", dist.Normal(0.0, 1.0))


def raises(kind, call):
    try:
        call()
    except kind:
        return True
    return False


def test_misspelt_argument():
    assert raises(TypeError, lambda: dist.Normal(location=0.0))


def test_model_draws():
    assert jnp.isfinite(handlers.seed(model, 0)())


test_model_draws()
try:
    dist.Normal(mean=0.0)
except TypeError:
    pass
