# `collapse` integrates a conjugate latent out: what stays is a factor, the Beta-binomial.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.distributions import constraints


def beta_binomial(heads):
    a = numpyro.param("a", 2.0, constraint=constraints.positive)
    with handlers.collapse():
        rate = numpyro.sample("rate", dist.Beta(a, 2.0))
        numpyro.sample("heads", dist.Binomial(10, rate), obs=heads)


trace = handlers.trace(handlers.seed(beta_binomial, 0)).get_trace(jnp.array(6.0))
expected = dist.BetaBinomial(2.0, 2.0, 10).log_prob(6)
assert jnp.allclose(trace["rate"]["fn"].log_factor, expected, atol=1e-4)
