# A distribution class of one's own, with fields for the pytree and a batch shape.
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax import lax, random
from numpyro.distributions import constraints
from numpyro.distributions.util import promote_shapes
from numpyro.infer import MCMC, NUTS


class Kumaraswamy2(dist.Distribution):
    arg_constraints = {"a": constraints.positive, "b": constraints.positive}
    support = constraints.unit_interval
    reparametrized_params = ["a", "b"]
    pytree_data_fields = ("a", "b")

    def __init__(self, a, b, *, validate_args=None):
        self.a, self.b = promote_shapes(a, b)
        batch_shape = lax.broadcast_shapes(jnp.shape(a), jnp.shape(b))
        super().__init__(batch_shape=batch_shape, validate_args=validate_args)

    def sample(self, key, sample_shape=()):
        u = random.uniform(key, sample_shape + self.batch_shape)
        return (1 - (1 - u) ** (1 / self.b)) ** (1 / self.a)

    def log_prob(self, value):
        a, b = self.a, self.b
        return jnp.log(a * b) + (a - 1) * jnp.log(value) + (b - 1) * jnp.log1p(-(value**a))


def model(y):
    p = numpyro.sample("p", Kumaraswamy2(2.0, 3.0))
    numpyro.sample("y", dist.Bernoulli(p), obs=y)


mcmc = MCMC(NUTS(model), num_warmup=5, num_samples=5, progress_bar=False)
mcmc.run(random.PRNGKey(0), jnp.array([1, 0]))
