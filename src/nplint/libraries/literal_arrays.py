"""Arrays whose numbers, or whose kind of number, the source spells out."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_ARRAYS = ("jax.numpy.", "numpy.")
_MAKING = frozenset({"array", "asarray"})
_FLOATS = frozenset({"float", "float16", "float32", "float64", "float_", "double", "single"})
_FILLED = frozenset({"zeros", "ones", "empty", "linspace", "logspace", "full", "eye"})
_JOINING = frozenset({"concatenate", "stack", "hstack", "vstack", "column_stack", "append"})
_REAL_VALUED = frozenset({"exp", "log", "sqrt", "sin", "cos", "tanh", "mean", "std", "var"})
_DRAWS = frozenset(
    {"normal", "uniform", "exponential", "gamma", "beta", "standard_normal", "random", "laplace",
     "cauchy", "dirichlet", "randn", "rand", "logistic", "gumbel"}
)  # fmt: skip
_KEEPING = frozenset({"reshape", "ravel", "flatten", "T", "copy", "transpose", "squeeze"})
_DEEPEST = 13


@Guard(otherwise=None, deepest=_DEEPEST)
def numbers_in(evaluator: Evaluator, value: Value) -> list[float] | None:
    """Return the numbers of a constant or of a list or array that is spelled out; None for others.

    Nested lists give their numbers one after the other.
    """

    def among(expr: ex.Expr, frame: Frame) -> list[float] | None:
        values = evaluator.values(expr, frame)
        return numbers_in(evaluator, values[0]) if len(values) == 1 else None

    if isinstance(value, Literal):
        known = isinstance(value.value, (int, float)) and not isinstance(value.value, bool)
        return [float(value.value)] if known else None  # type: ignore[arg-type]
    if isinstance(value, Container) and isinstance(value.expr, ex.ListDisplay):
        if value.expr.kind == "set" or evaluator.containers.may_grow(value):
            return None
        found: list[float] = []
        for item in value.expr.items:
            inner = among(item, value.frame)
            if inner is None:
                return None
            found += inner
        return found
    if isinstance(value, CallResult) and value.name.startswith(_ARRAYS):
        argument = evaluator.argument(value.call, 0, "object")
        name, call = value.short_name, value.call
        if may_be_filled(evaluator, value):
            return None
        if name in _MAKING and argument is not None:
            return among(argument, value.frame)
        if name in ("zeros", "ones"):
            return [float(name == "ones")]
        if name == "full":
            fill = evaluator.argument(call, 1, "fill_value")
            return among(fill, value.frame) if fill is not None else None
    if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
        operands = value.expr.operands
        if value.expr.operator == "-" and len(operands) == 1:
            inner = among(operands[0], value.frame)
            return [-number for number in inner] if inner is not None else None
    return None


def may_be_filled(evaluator: Evaluator, array: CallResult) -> bool:
    """Tell whether an array of NumPy may be one whose items are set later on."""
    if not array.name.startswith("numpy."):
        return False
    names = evaluator.index.kept_as(array.call, array.call.scope)
    return array.short_name not in _MAKING or any(map(evaluator.index.stores_of_items, names))


@Guard(otherwise=False, deepest=_DEEPEST)
def is_float_array(evaluator: Evaluator, value: Value) -> bool:
    """Tell whether a value surely is an array of floating-point numbers, or a part of one."""

    def are(expr: ex.Expr, frame: Frame) -> bool:
        values = evaluator.values(expr, frame)
        return bool(values) and all(is_float_array(evaluator, each) for each in values)

    def is_float(dtype: ex.Expr, frame: Frame) -> bool:
        literals = evaluator.literals(dtype, frame)
        if literals is not None:
            return all(isinstance(each, str) and each in _FLOATS for each in literals)
        names = [getattr(each, "name", "") for each in evaluator.values(dtype, frame)]
        return bool(names) and all(name.rpartition(".")[2] in _FLOATS for name in names)

    match value:
        case Literal(value=number):
            return isinstance(number, float)
        case Container(expr=ex.ListDisplay(items=items)):
            return any(are(item, value.frame) for item in items)
        case Element(owner=owner):
            return is_float_array(evaluator, owner)
        case OperatorResult(expr=ex.Subscript(value=inner)):
            return are(inner, value.frame)
        case OperatorResult(expr=ex.Operation(operator=operator, operands=operands)):
            if operator == "/":
                return True
            arithmetic = operator in ("+", "-", "*", "**")
            return arithmetic and any(are(operand, value.frame) for operand in operands)
        case MethodResult(owner=owner, attr=attr, call=call):
            if attr == "astype":
                return bool(call.arguments) and is_float(call.arguments[0].value, value.frame)
            if isinstance(owner, CallResult) and owner.name.startswith("numpy.random."):
                return attr in _DRAWS
            return attr in _KEEPING and is_float_array(evaluator, owner)
        case CallResult(name=name, call=call) if name.startswith(("numpy.", "jax.")):
            last = value.short_name
            if name.startswith(("numpy.random.", "jax.random.")):
                return last in _DRAWS
            dtype = next((a.value for a in call.arguments if a.keyword == "dtype"), None)
            if dtype is not None:
                return is_float(dtype, value.frame)
            if last in _FILLED:
                return last != "full"
            first = call.arguments[0].value if call.arguments else None
            if first is None or not name.startswith(_ARRAYS):
                return False
            if last in _FLOATS or last in _REAL_VALUED:
                return True
            return last in _MAKING | _JOINING | _KEEPING and are(first, value.frame)
    return False


def is_offset_by_a_fraction(evaluator: Evaluator, bound: BoundExpr) -> bool:
    """Tell whether a number that is no whole one is added to something, as in ``counts + 0.5``."""
    for value in evaluator.values_of(bound):
        if not isinstance(value, OperatorResult) or value.operator not in ("+", "-"):
            return False
        constants = [evaluator.literals(each.expr, each.frame) for each in value.operands]
        known = [each for each in constants if each is not None]
        if len(known) != 1 or len(constants) != 2:
            return False
        if not all(isinstance(n, float) and not n.is_integer() for n in known[0]):
            return False
    return True
