# Calls in the one form that all releases of JAX take.
import jax
import jax.numpy as jnp

a = jnp.clip(jnp.array([-3.0, 0.5]), -1.0, 1.0)
b = jnp.concatenate([a, jnp.zeros(1)])
c = jnp.round(jnp.array([0.126]), 2)
leaves = jax.tree_util.tree_leaves({"a": a, "b": b})
assert len(leaves) == 2 and abs(float(c[0]) - 0.13) < 1e-6
