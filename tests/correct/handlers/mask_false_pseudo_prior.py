# `mask(False)` switches a prior off while the factor below stands for it.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.infer.util import log_density


def model():
    with handlers.mask(mask=False):
        radius = numpyro.sample("radius", dist.Uniform(0.0, 4.0))
    numpyro.factor("weight", dist.Gamma(3.0, 2.0).log_prob(radius))


log_joint, _ = log_density(model, (), {}, {"radius": 1.5})
assert jnp.allclose(log_joint, dist.Gamma(3.0, 2.0).log_prob(1.5))
