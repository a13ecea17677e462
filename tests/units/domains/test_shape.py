"""Shapes of products, of broadcasts, and of arrays that are reshaped or joined."""

from __future__ import annotations

import pytest

from nplint.domains.shape import (
    MANY,
    Shape,
    broadcast,
    joined,
    product,
    reshaped,
    with_axis,
    without_axis,
)

VECTOR, MATRIX = (3,), (4, 3)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (VECTOR, VECTOR, ()),
        (MATRIX, VECTOR, (4,)),
        (VECTOR, (3, 5), (5,)),
        (MATRIX, (3, 5), (4, 5)),
        ((2, 4, 3), VECTOR, (2, 4)),
        (VECTOR, (2, 3, 5), (2, 5)),
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
    assert reshaped((2, 3), (3, -1)) == (3, 2)
    assert reshaped((2, 3), (4, -1)) == (4, None)
    assert reshaped((2, None), (-1, 1)) == (None, 1)
    assert reshaped((MANY, 2), (1, -1)) == (1, MANY)
    assert reshaped((2, 3), (3, 2)) == (3, 2)


def test_joining() -> None:
    assert joined([(2, 3), (4, 3)], 0) == joined([(2, 3), (4, 3)], -2) == (6, 3)
    assert joined([(2, 3), (MANY, 3)], 0) == (MANY, 3)
    assert joined([(1, 3), (None, 3)], 0) == (None, 3)
    assert joined([(2, 3), (2, 5)], 1) == (2, 8)
    assert joined([(2, 3)], 0) == (2, 3)
    assert joined([(2, 3)], 2) is joined([(2, 3)], -3) is None
    assert joined([], 0) is joined([None], 0) is joined([(2,), None], 0) is None
    assert joined([(2,), (2, 3)], 0) is None
