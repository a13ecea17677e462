"""Numbers and shapes that follow from constants."""

from __future__ import annotations

import pytest

from nplint.analyses.shapes import (
    MANY,
    Shape,
    broadcast,
    joined,
    product,
    reshaped,
    with_axis,
    without_axis,
)
from nplint.semantic.constant_folding import fold


@pytest.mark.parametrize(("symbol", "result"), [("+", 9), ("-", 5), ("*", 14), ("//", 3), ("%", 1)])
def test_a_known_number_is_computed(symbol: str, result: int) -> None:
    assert fold(symbol, [[7], [2]]) == [result]


def test_operands_are_taken_from_the_left() -> None:
    assert fold("-", [[7.5], [2], [1]]) == [4.5]


@pytest.mark.parametrize(
    ("symbol", "operands"),
    [
        ("+", [[1], None]),
        ("+", [[1], []]),
        ("+", [[1], [1, 2]]),
        ("+", [["a"], ["b"]]),
        ("-", [[1]]),
        ("@", [[1], [2]]),
        ("//", [[1], [0]]),
        ("*", [[1e15], [2]]),
        ("*", [[-1e15], [2]]),
    ],
    ids=[
        "unknown",
        "no value",
        "one of two",
        "texts",
        "a sign",
        "no arithmetic",
        "by zero",
        "too large",
        "too small",
    ],
)
def test_other_operators_give_nothing(symbol: str, operands: list[list[object] | None]) -> None:
    assert fold(symbol, operands) == []


def test_the_largest_number() -> None:
    assert fold("*", [[5e14], [2]]) == [1e15]


VECTOR, MATRIX = (3,), (4, 3)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (VECTOR, VECTOR, ()),
        (MATRIX, VECTOR, (4,)),
        (VECTOR, (3, 5), (5,)),
        (MATRIX, (3, 5), (4, 5)),
        ((2, 4, 3), VECTOR, None),
        (VECTOR, (2, 3, 5), None),
        ((), VECTOR, None),
        (VECTOR, (), None),
        (None, VECTOR, None),
        (VECTOR, None, None),
    ],
)
def test_products(left: Shape | None, right: Shape | None, result: Shape | None) -> None:
    assert product(left, right) == result


@pytest.mark.parametrize(
    ("axis", "without", "added"),
    [
        (0, (5,), (1, 4, 5)),
        (1, (4,), (4, 1, 5)),
        (2, None, (4, 5, 1)),
        (3, None, None),
        (-1, (4,), (4, 5, 1)),
        (-2, (5,), (4, 1, 5)),
        (-3, None, (1, 4, 5)),
        (-4, None, None),
    ],
)
def test_axes(axis: int, without: Shape | None, added: Shape | None) -> None:
    assert without_axis((4, 5), axis) == without
    assert with_axis((4, 5), axis) == added


def test_broadcasting() -> None:
    assert broadcast([]) == ()
    assert broadcast([(4, 1), (5,)]) == (4, 5)
    assert broadcast([(MANY,), (3,)]) == broadcast([(3,), (MANY,)]) == (3,)
    assert broadcast([(None,), (None,)]) == (None,)


def test_reshaping() -> None:
    assert reshaped((2, 3), (-1,)) == (6,)
    assert reshaped((2, 3), (3, -1)) == (3, None)
    assert reshaped((2, None), (-1, 1)) == (None, 1)
    assert reshaped((MANY, 2), (1, -1)) == (1, MANY)
    assert reshaped((2, 3), (3, 2)) == (3, 2)


def test_joining() -> None:
    assert joined([(2, 3), (4, 3)], 0) == joined([(2, 3), (4, 3)], -2) == (MANY, 3)
    assert joined([(2, 3), (2, 5)], 1) == (2, MANY)
    assert joined([(2, 3)], 0) == (2, 3)
    assert joined([(2, 3)], 2) is joined([(2, 3)], -3) is None
    assert joined([], 0) is joined([None], 0) is joined([(2,), None], 0) is None
    assert joined([(2,), (2, 3)], 0) is None
