"""Tables of pandas, and their columns, among the values of a program."""

from __future__ import annotations

from nplint.domains.shape import MANY, Shape
from nplint.facts.expressions import ListDisplay, Subscript
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    CallResult,
    Container,
    ExternalAttribute,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_READING = ("pandas.read_", "seaborn.load_dataset")
_TABLE = "pandas.DataFrame"
_COLUMN = "pandas.Series"
# Methods that give a table for a table, a column for a column, with as many axes.
_KEEPING = frozenset(
    {"assign", "astype", "clip", "copy", "drop_duplicates", "dropna", "fillna", "head", "query",
     "reset_index", "round", "sample", "set_index", "sort_index", "sort_values", "tail"}
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {"T", "at", "columns", "dtypes", "empty", "iat", "iloc", "index", "loc", "ndim", "plot",
     "shape", "size", "style", "values"}
)  # fmt: skip
_DEEPEST = 13


@Guard(otherwise=None, deepest=_DEEPEST)
def table_shape(evaluator: Evaluator, value: Value) -> Shape | None:
    """Return the shape of a table or column of pandas; None for what is neither, for certain."""
    if isinstance(value, CallResult):
        if value.name.startswith(_READING) or value.name == _TABLE:
            return (MANY, None)
        return (MANY,) if value.name == _COLUMN else None
    if isinstance(value, MethodResult):
        if value.attr not in _KEEPING:
            return None
        return table_shape(evaluator, value.owner)
    if isinstance(value, ExternalAttribute):
        owner = table_shape(evaluator, value.owner)
        is_column = owner is not None and len(owner) == 2 and value.attr not in _ATTRIBUTES
        return (MANY,) if is_column else None
    if isinstance(value, OperatorResult) and isinstance(value.expr, Subscript):
        return _subscript(evaluator, value, value.expr)
    return None


def _subscript(evaluator: Evaluator, value: OperatorResult, expr: Subscript) -> Shape | None:
    owners = [table_shape(evaluator, each) for each in evaluator.values(expr.value, value.frame)]
    if not owners or any(owner is None or len(owner) != 2 for owner in owners):
        return None
    found: set[Shape | None] = set()
    for index in evaluator.values(expr.index, value.frame):
        if isinstance(index, Literal) and isinstance(index.value, str):
            found.add((MANY,))
        elif isinstance(index, Container) and isinstance(index.expr, ListDisplay):
            found.add((MANY, len(index.expr.items)))
        else:
            found.add(None)
    return found.pop() if len(found) == 1 else None
