"""Constant folding, as far as settings such as the number of chains need it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


def fold(symbol: str, operands: Sequence[list[object] | None]) -> list[object]:
    """Return the value of an operator on known numbers, in a list; an empty one if any is not."""
    numbers: list[int | float] = []
    for alternatives in operands:
        if alternatives is None or len(alternatives) != 1:
            return []
        number = alternatives[0]
        if not isinstance(number, (int, float)):
            return []
        numbers.append(number)
    if symbol not in _BINARY or len(numbers) < 2:
        return []
    result: int | float = numbers[0]
    for number in numbers[1:]:
        try:
            result = _BINARY[symbol](result, number)
        except ArithmeticError:
            return []
        if abs(result) > 1e15:
            return []
    return [result]
