"""Gram matrices of points that are written out, computed to see how near to singular they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from nplint.facts import expressions as ex
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    CallResult,
    Container,
    Frame,
    Literal,
    OperatorResult,
    Value,
)

# Rows of numbers; a number is one row of one, a vector one row.
_Rows: TypeAlias = list[list[float]]

_ARRAYS = frozenset(
    {f"{module}.{name}" for module in ("numpy", "jax.numpy") for name in ("array", "asarray")}
)
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "square": lambda x: x * x, "abs": abs, "sqrt": math.sqrt,
    "negative": lambda x: -x,
}  # fmt: skip
_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "**": lambda a, b: a**b,
}  # fmt: skip
# What a well-conditioned matrix of ones on the diagonal can lose, and still be positive definite
# in single precision.
_SAFE = 1e-4
_MOST_POINTS = 100
_DEEPEST = 20


def is_well_conditioned(evaluator: Evaluator, kernel: CallResult) -> bool:
    """Tell whether ``exp(…)`` is the matrix of points so far apart that it needs no jitter.

    False where the points, or the length scale, are not known.
    """
    argument = kernel.call.arguments[0].value if kernel.call.arguments else None
    rows = _Numbers(evaluator).of(argument, kernel.frame) if argument is not None else None
    if rows is None or len(rows) != len(rows[0]) or len(rows) == 1:
        return False
    return _is_positive_definite([[_exp(number) for number in row] for row in rows])


def _exp(number: float) -> float:
    return math.exp(min(number, 100.0))


class _Numbers:
    """Evaluates what is written out in numbers."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def of(self, expr: ex.Expr, frame: Frame, depth: int = 0) -> _Rows | None:
        values = self.evaluator.values(expr, frame)
        return self._of_value(values[0], depth) if len(values) == 1 and depth < _DEEPEST else None

    def _of_value(self, value: Value, depth: int) -> _Rows | None:
        if isinstance(value, Literal):
            return _row([value.value])
        if isinstance(value, Container):
            entries = [e for _, e in self.evaluator.containers.entries(value)]
            literals = [
                self.evaluator.literals(each.expr, each.frame) or [None] for each in entries
            ]
            return _row([each[0] for each in literals])
        if isinstance(value, CallResult):
            return self._of_call(value, depth)
        if not isinstance(value, OperatorResult):
            return None
        if isinstance(value.expr, ex.Subscript):
            inner = self.of(value.expr.value, value.frame, depth + 1)
            return _with_axis(inner, value.expr.index) if inner is not None else None
        operands = [self.of(each.expr, each.frame, depth + 1) for each in value.operands]
        return _operated(value.operator, operands)

    def _of_call(self, made: CallResult, depth: int) -> _Rows | None:
        given = [each.value for each in made.call.arguments if not each.keyword and not each.star]
        if not given:
            return None
        if made.name in _ARRAYS:
            return self.of(given[0], made.frame, depth + 1)
        name = made.short_name
        if name in ("linspace", "arange"):
            parts = [self.of(each, made.frame, depth + 1) for each in given]
            numbers = [each[0][0] for each in parts if each is not None]
            return _spaced(name, numbers) if len(numbers) == len(parts) else None
        inner = self.of(given[0], made.frame, depth + 1)
        if name not in _FUNCTIONS or inner is None or len(made.call.arguments) != 1:
            return None
        return _applied(lambda x, _: _FUNCTIONS[name](x), inner, [[0.0]])


def _row(numbers: list[object]) -> _Rows | None:
    if not numbers or len(numbers) > _MOST_POINTS:
        return None
    found = [float(each) for each in numbers if isinstance(each, (int, float))]
    return [found] if len(found) == len(numbers) else None


def _spaced(name: str, numbers: list[float]) -> _Rows | None:
    """Return what ``linspace(start, stop, n)`` or ``arange(stop)`` gives."""
    if name == "arange":
        start, stop = (0.0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
        step = numbers[2] if len(numbers) > 2 else 1.0
        count = math.ceil((stop - start) / step) if step else 0
    elif len(numbers) == 3:
        start, stop, count = numbers[0], numbers[1], int(numbers[2])
        step = (stop - start) / max(count - 1, 1)
    else:
        return None
    return _row([start + step * n for n in range(count)]) if 0 < count <= _MOST_POINTS else None


def _with_axis(rows: _Rows, index: ex.Expr) -> _Rows | None:
    """Return ``x[:, None]`` or ``x[None]`` of a vector."""
    parts = index.items if isinstance(index, ex.ListDisplay) else (index,)
    news = [isinstance(each, ex.Constant) and each.value is None for each in parts]
    if len(rows) != 1 or news.count(True) != 1 or len(news) > 2:
        return None
    return rows if news[0] else [[number] for number in rows[0]]


def _operated(operator: str, operands: list[_Rows | None]) -> _Rows | None:
    known = [each for each in operands if each is not None]
    if operator not in _OPERATORS or len(known) != len(operands) or not known:
        return None
    if len(known) == 1:
        return _applied(_OPERATORS[operator], [[0.0]], known[0]) if operator in "+-" else None
    result: _Rows | None = known[0]
    for each in known[1:]:
        result = _applied(_OPERATORS[operator], result, each) if result is not None else None
    return result


def _applied(function: Callable[[float, float], float], one: _Rows, other: _Rows) -> _Rows | None:
    """Apply a function to two arrays, broadcast as NumPy does it."""
    height, width = max(len(one), len(other)), max(len(one[0]), len(other[0]))
    if {len(one), len(other)} - {1, height} or {len(one[0]), len(other[0])} - {1, width}:
        return None
    try:
        return [
            [float(function(_at(one, i, j), _at(other, i, j))) for j in range(width)]
            for i in range(height)
        ]
    except (ArithmeticError, ValueError, TypeError):
        return None


def _at(rows: _Rows, i: int, j: int) -> float:
    row = rows[i if len(rows) > 1 else 0]
    return row[j if len(row) > 1 else 0]


def _is_positive_definite(matrix: _Rows) -> bool:
    """Tell by Cholesky's method whether a matrix is so even after its diagonal lost a little."""
    lower: _Rows = []
    for i, row in enumerate(matrix):
        lower.append([])
        for j in range(i + 1):
            rest = row[j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i != j:
                lower[i].append(rest / lower[j][j])
            elif rest <= _SAFE:
                return False
            else:
                lower[i].append(math.sqrt(rest - _SAFE))
    return True
