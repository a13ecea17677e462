"""Arrays that JAX computes among the values of a program: in a trace these are tracers."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.libraries.numpyro import is_distribution
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    CallResult,
    Container,
    Element,
    ExternalAttribute,
    Frame,
    Instance,
    MethodResult,
    OperatorResult,
    Value,
)

_COMPUTING = ("jax.numpy.", "jax.scipy.", "jax.nn.", "jax.random.", "jax.lax.")
# Results that no trace changes, and results that are no arrays.
_STATIC = frozenset(
    {"bool_", "broadcast_shapes", "can_cast", "dtype", "finfo", "frompyfunc", "gaussian_kde",
     "iinfo", "iscomplexobj", "isrealobj", "isscalar", "issubdtype", "key_impl", "minimize", "ndim",
     "promote_types", "result_type", "shape", "size", "vectorize"}
)  # fmt: skip
_TYPES = ("float", "int", "uint", "complex", "bfloat")
_LEAVING = frozenset({"item", "tolist", "keys", "block_until_ready"})
_VIEWS = frozenset({"T", "mT", "real", "imag"})
_DEEPEST = 13


def computes_array(name: str) -> bool:
    """Tell whether calling a name of JAX computes an array."""
    last = name.rpartition(".")[2]
    named = last in _STATIC or last.rstrip("0123456789") in _TYPES
    return name.startswith(_COMPUTING) and not named and ".initializers." not in name


@Guard(otherwise=False, deepest=_DEEPEST)
def holds_jax_array(evaluator: Evaluator, value: Value) -> bool:
    """Tell whether a value is an array of JAX, or a container, object or distribution that has one.

    Only what is certain counts: of alternatives all must be.
    """

    def holds(expr: ex.Expr, frame: Frame) -> bool:
        values = evaluator.values(expr, frame)
        return bool(values) and all(holds_jax_array(evaluator, v) for v in values)

    if isinstance(value, CallResult):
        if is_distribution(value):
            return any(holds(argument.value, value.frame) for argument in value.call.arguments)
        return computes_array(value.name)
    if isinstance(value, MethodResult):
        drawn = is_distribution(value.owner) and not is_distribution(value)
        owned = holds_jax_array(evaluator, value.owner)
        return (drawn or owned) and value.attr not in _LEAVING
    if isinstance(value, ExternalAttribute):
        return value.attr in _VIEWS and holds_jax_array(evaluator, value.owner)
    if isinstance(value, Element):
        return holds_jax_array(evaluator, value.owner)
    if isinstance(value, OperatorResult):
        if isinstance(value.expr, ex.Subscript):
            return holds(value.expr.value, value.frame)
        return any(holds(operand, value.frame) for operand in value.expr.operands)
    if isinstance(value, (Container, Instance)):
        containers = evaluator.containers
        held = (
            [entry for _, entry in containers.entries(value)]
            if isinstance(value, Container)
            else containers.fields(value)
        )
        return any(holds(each.expr, each.frame) for each in held if not each.path)
    return False
