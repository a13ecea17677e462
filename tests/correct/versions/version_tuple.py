# The release as a tuple of numbers decides between two spellings of JAX.
import jax

VERSION = tuple(int(part) for part in jax.__version__.split(".")[:2])


def double(tree):
    if VERSION >= (0, 6):
        return jax.tree.map(lambda leaf: 2 * leaf, tree)
    return jax.tree_map(lambda leaf: 2 * leaf, tree)


assert double({"a": 1})["a"] == 2
