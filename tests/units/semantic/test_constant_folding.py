"""Numbers that follow from constants."""

from __future__ import annotations

import pytest

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
