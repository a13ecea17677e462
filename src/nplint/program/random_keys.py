"""JAX's random keys among the values of a program."""

from __future__ import annotations

from nplint.facts.expressions import Subscript
from nplint.program.evaluator import Evaluator
from nplint.values.kinds import Computed, Made, Part, Value

# https://docs.jax.dev/en/latest/jax.random.html: what gives several keys, or another one.
SPLITTING = frozenset({"jax.random.split", "jax.random.fold_in", "jax.random.clone"})
_MAKING = SPLITTING | {"jax.random.PRNGKey", "jax.random.key", "numpyro.prng_key"}
# Subscripts followed one into the other: ``keys = keys[1:]`` may be made from itself.
_DEEPEST = 8


def is_key(evaluator: Evaluator, value: Value, depth: int = 0) -> bool:
    """Whether a value is a random key, or some of them, for certain."""
    if isinstance(value, Part):
        return is_key(evaluator, value.owner, depth)
    if isinstance(value, Computed) and isinstance(value.expr, Subscript) and depth < _DEEPEST:
        values = evaluator.values(value.expr.value, value.frame)
        return bool(values) and all(is_key(evaluator, each, depth + 1) for each in values)
    return isinstance(value, Made) and value.name in _MAKING
