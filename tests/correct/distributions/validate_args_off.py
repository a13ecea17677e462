# Validation switched off for one distribution, by the keyword that all have.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist

d = dist.Normal(0.0, 1.0, validate_args=False)
assert jnp.isfinite(d.log_prob(0.5))
with numpyro.validation_enabled():
    assert jnp.isfinite(dist.Poisson(2.0, validate_args=True).log_prob(3))
