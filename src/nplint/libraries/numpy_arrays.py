"""Arrays of NumPy among the values of a program: these can change in place."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    CallResult,
    ExternalAttribute,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_MAKING = frozenset(
    f"numpy.{name}"
    for name in (
        "arange", "array", "asarray", "atleast_1d", "atleast_2d", "column_stack", "concatenate",
        "copy", "empty", "empty_like", "full", "full_like", "genfromtxt", "hstack", "linspace",
        "loadtxt", "logspace", "ones", "ones_like", "repeat", "stack", "tile", "vstack", "zeros",
        "zeros_like",
    )
)  # fmt: skip
# Functions whose result has the shape of their argument.
_ELEMENTWISE = frozenset(
    f"numpy.{name}"
    for name in ("abs", "clip", "cos", "cumsum", "exp", "log", "log1p", "sin", "sqrt", "square")
)
_KEEPING = frozenset({"astype", "copy", "flatten", "ravel", "reshape", "squeeze", "transpose"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**"})
_DEEPEST = 13


@Guard(otherwise=False, deepest=_DEEPEST)
def is_numpy_array(evaluator: Evaluator, value: Value) -> bool:
    """Tell whether a value is an array of NumPy, with at least one axis, for certain."""

    def are(expr: ex.Expr) -> bool:
        values = evaluator.values(expr, frame)
        return bool(values) and all(is_numpy_array(evaluator, v) for v in values)

    if isinstance(value, CallResult):
        frame, arguments = value.frame, value.call.arguments
        if value.name in _ELEMENTWISE:
            return bool(arguments) and are(arguments[0].value)
        return value.name in _MAKING or (value.name.startswith("numpy.random.") and _sized(value))
    if isinstance(value, MethodResult):
        if value.attr == "to_numpy":
            return True
        if value.attr in _KEEPING:
            return is_numpy_array(evaluator, value.owner)
        generator = value.owner
        made = isinstance(generator, CallResult) and generator.name.startswith("numpy.random.")
        return made and _sized(value)
    if isinstance(value, ExternalAttribute):
        return value.attr == "T" and is_numpy_array(evaluator, value.owner)
    if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
        frame, operands = value.frame, value.expr.operands
        if value.expr.operator not in _ARITHMETIC:
            return False
        arrays = [operand for operand in operands if not _is_number(evaluator, operand, value)]
        return bool(arrays) and all(map(are, arrays))
    return False


def _sized(draw: CallResult | MethodResult) -> bool:
    """Tell whether a draw of NumPy's is given a number of draws."""
    return any(argument.keyword == "size" for argument in draw.call.arguments)


def _is_number(evaluator: Evaluator, expr: ex.Expr, within: OperatorResult) -> bool:
    values = evaluator.values(expr, within.frame)
    return bool(values) and all(
        isinstance(each, Literal) and isinstance(each.value, (int, float)) for each in values
    )
