"""The values that a name may have at a place."""

from __future__ import annotations

import pytest

from tests.units.semantic.test_evaluator import constants


@pytest.mark.parametrize(
    "text, found",
    [
        ("p = 1\nmade = p", [1]),
        ("p = 1\np = 2\nmade = p", [2]),
        ("p = 1\nif q: p = 2\nmade = p", [1, 2]),
        ("p = 1\nif q:\n    p = 2\nelse:\n    p = 3\nmade = p", [1, 2, 3]),
        ("p = 1\nif q:\n    p = 2\n    made = p", [2]),
        ("p = 1\nfor q in r: p = 2\nmade = p", [1, 2]),
        ("p = 1\nwhile q:\n    p = 2\nmade = p", [1, 2]),
        ("p = 1\ntry:\n    p = 2\nexcept q: pass\nmade = p", [1, 2]),
        ("p = 1\nwith q: p = 2\nmade = p", [2]),
        ("p: int = 1\nmade = p", [1]),
        ("p = 1\np: int\nmade = p", [1]),
        ("p = 1\nmade = p\np = 2", [1]),
        ("p = 1\ndef f(): return p\np = 2\nmade = f()", [2]),
        ("def f():\n    p = 1\n    return p\np = 2\nmade = f()", [1]),
        ("p = 1\np = p\nmade = p", [1]),
        ("p = 1\nmade = [p for p in [2]][0]", [2]),
        ("p = 1\nmade = (lambda p=2: p)()", [2]),
        ("if q: p = 2\nmade = p", [2]),
        ("(p := 1)\nmade = p", [1]),
        ("p, q = 1, 2\nq, p = 3, 4\nmade = p", [4]),
        ("p = 1\nif q:\n    if r:\n        p = 2\n    made = p", [1, 2]),
    ],
)
def test_the_definitions_that_reach_a_read(text: str, found: list[object]) -> None:
    values = constants(text)
    assert values is not None and sorted(values, key=repr) == found


@pytest.mark.parametrize(
    "text",
    ["p = 1\ndel p\nmade = p", "p = 1\np += 1\nmade = p", "for p in q: pass\nmade = p",
     "with q as p: pass\nmade = p", "try: pass\nexcept q as p: made = p"],
)  # fmt: skip
def test_definitions_without_a_constant(text: str) -> None:
    assert constants(text) is None or constants(text) == [2]
