# A flag at module level from `importlib.metadata`, read in a function.
from importlib.metadata import version

import jax
import jax.numpy as jnp

NEW_JAX = tuple(map(int, version("jax").split(".")[:3])) >= (0, 4, 26)
tree_map = jax.tree_util.tree_map if NEW_JAX else jax.tree_map


def clip(values):
    return jnp.clip(values, -1.0, 1.0)


assert tree_map(clip, [jnp.array(3.0)])[0] == 1.0
