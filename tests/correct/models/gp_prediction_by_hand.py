# The conditional of a Gaussian process, computed for each posterior draw with its own key.
import jax
import jax.numpy as jnp
from jax import random


def gram(x, z, length):
    return jnp.exp(-0.5 * ((x[:, None] - z) / length) ** 2)


def predict(key, length, x, y, new):
    k_xx = gram(x, x, length) + 0.1 * jnp.eye(len(x))
    k_nx = gram(new, x, length)
    mean = k_nx @ jnp.linalg.solve(k_xx, y)
    cov = gram(new, new, length) - k_nx @ jnp.linalg.solve(k_xx, k_nx.T)
    noise = random.normal(key, (len(new),))
    return mean + jnp.sqrt(jnp.clip(jnp.diag(cov), 0.0)) * noise


x, new = jnp.linspace(0.0, 1.0, 4), jnp.array([0.3, 2.0])
lengths = jnp.array([0.5, 1.0, 2.0])
keys = random.split(random.PRNGKey(0), len(lengths))
draws = jax.vmap(lambda key, length: predict(key, length, x, jnp.sin(x), new))(keys, lengths)
assert draws.shape == (3, 2) and jnp.isfinite(draws).all()
