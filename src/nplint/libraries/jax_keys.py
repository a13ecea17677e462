"""JAX's random keys among the values of a program."""

from __future__ import annotations

from nplint.facts.expressions import Subscript
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import BoundExpr, CallResult, Element, OperatorResult, Value

# Functions that give several keys, or another one, for a key:
# https://docs.jax.dev/en/latest/jax.random.html
SPLITTING = frozenset({"jax.random.split", "jax.random.fold_in", "jax.random.clone"})
# Functions that give a key for a number.
MAKING = frozenset({"jax.random.PRNGKey", "jax.random.key"})
_KEYS = SPLITTING | MAKING | {"numpyro.prng_key"}
_DEEPEST = 9


@Guard(otherwise=False, deepest=_DEEPEST)  # as in ``keys = keys[1:]``
def is_key(evaluator: Evaluator, value: Value) -> bool:
    """Tell whether a value is a random key, or some of them, for certain."""
    if isinstance(value, Element):
        return is_key(evaluator, value.owner)
    if isinstance(value, OperatorResult) and isinstance(value.expr, Subscript):
        values = evaluator.values(value.expr.value, value.frame)
        return bool(values) and all(is_key(evaluator, each) for each in values)
    return isinstance(value, CallResult) and value.name in _KEYS


@Guard(otherwise=None, deepest=_DEEPEST)
def constant_key(evaluator: Evaluator, value: Value) -> CallResult | None:
    """Return the ``PRNGKey(0)`` that a key is made of, with nothing but other constants."""
    if isinstance(value, Element):
        return constant_key(evaluator, value.owner)
    if isinstance(value, OperatorResult) and isinstance(value.expr, Subscript):
        return _constant(evaluator, BoundExpr(value.expr.value, value.frame))
    if not isinstance(value, CallResult) or not value.call.arguments:
        return None
    arguments = value.call.arguments
    if value.name in SPLITTING:
        constant = all(
            evaluator.literals(each.value, value.frame) is not None for each in arguments[1:]
        )
        first = BoundExpr(arguments[0].value, value.frame)
        return _constant(evaluator, first) if constant else None
    if value.name in MAKING and evaluator.literals(arguments[0].value, value.frame) is not None:
        return value
    return None


def is_constant_seed(evaluator: Evaluator, seed: BoundExpr) -> bool:
    """Tell whether a seed is a number, or a key made of one."""
    literals = evaluator.literals(seed.expr, seed.frame)
    if literals is not None:
        return all(isinstance(each, int) for each in literals)
    values = evaluator.values_of(seed)
    return bool(values) and all(constant_key(evaluator, value) is not None for value in values)


def is_draw(made: CallResult) -> bool:
    """Tell whether a call of ``jax.random`` draws numbers, not keys."""
    return made.name.startswith("jax.random.") and made.name not in MAKING | SPLITTING


def key_of(evaluator: Evaluator, draw: CallResult) -> Value | None:
    """Return the key that a call of ``jax.random`` draws with, if there is but one."""
    key = evaluator.argument(draw.call, 0, "key")
    values = evaluator.values(key, draw.frame) if key is not None else ()
    return values[0] if len(values) == 1 else None


def _constant(evaluator: Evaluator, key: BoundExpr) -> CallResult | None:
    values = evaluator.values_of(key)
    return constant_key(evaluator, values[0]) if len(values) == 1 else None
