# Divergences and moments by the library.
import jax.numpy as jnp
import numpyro.distributions as dist

p, q = dist.Normal(0.0, 1.0), dist.Normal(1.0, 2.0)
kl = dist.kl_divergence(p, q)
expected = jnp.log(2.0) + (1.0 + 1.0) / 8.0 - 0.5
assert jnp.allclose(kl, expected, atol=1e-5)
assert q.mean == 1.0 and q.variance == 4.0
