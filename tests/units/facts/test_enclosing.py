"""The statement at a place, and the compound statements around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.facts.enclosing import enclosing, expects_an_error, statement_of
from nplint.facts.read_facts import read_facts
from nplint.facts.scopes import ModuleFacts
from nplint.source import SourceFile

TEXT = """\
a = 1; b = 2
if c:
    d = 3
    for e in f:
        g = 4
    else:
        h = 5
elif i:
    j = 6
def k():
    l = 7
    with m: n = 8
o = 9
"""


def facts(text: str) -> ModuleFacts:
    return read_facts(SourceFile(Path("m.py"), text))[0]


def found(text: str, place: int, inside: bool = False) -> str | None:
    module = facts(text)
    scope = module.functions[0].scope if inside else module.scope
    statement = statement_of(place, scope)
    return text[statement.start : statement.end] if statement is not None else None


@pytest.mark.parametrize("name", "abdghjo")
def test_the_innermost_statement_at_each_of_its_places(name: str) -> None:
    start = TEXT.index(f"{name} = ")
    for place in range(start, start + 5):
        assert found(TEXT, place) == TEXT[start : start + 5]


@pytest.mark.parametrize("name", "ln")
def test_statements_of_a_function_are_those_of_its_scope(name: str) -> None:
    start = TEXT.index(f"{name} = ")
    for place in range(start, start + 5):
        assert found(TEXT, place, inside=True) == TEXT[start : start + 5]
        whole = found(TEXT, place)
        assert whole is not None and whole.startswith("def k")


def test_between_statements_there_is_none() -> None:
    assert found(TEXT, TEXT.index(";")) is None
    assert found(TEXT, len(TEXT)) is None
    assert found("\n\na\n", 0) is None
    inner = found(TEXT, TEXT.index("else:"))
    assert inner is not None and inner.startswith("for e")
    inner = found(TEXT, TEXT.index("if c"))
    assert inner is not None and inner.startswith("if c")


@pytest.mark.parametrize(
    "name, heads",
    [
        ("a", []),
        ("d", ["if c"]),
        ("g", ["if c", "for e"]),
        ("h", ["if c", "for e"]),
        ("j", ["if c", "if i"]),
        ("o", []),
    ],
)
def test_what_is_around_a_statement(name: str, heads: list[str]) -> None:
    module = facts(TEXT)
    statement = statement_of(TEXT.index(f"{name} = "), module.scope)
    assert statement is not None
    around = enclosing(statement, module.scope)
    assert [TEXT[each.start :][: len(head)] for each, head in zip(around, heads, strict=True)] == (
        heads
    )


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a", False),
        ("try:\n    a\nexcept b: pass", True),
        ("try: b\nexcept c:\n    a", True),
        ("with b:\n    a", False),
        ("with pytest.raises(b):\n    a", True),
        ("with b, pytest.raises(c):\n    a", True),
        ("from contextlib import suppress as quiet\nwith quiet(b):\n    a", True),
        ("with quiet(b):\n    a", False),
        ("with raises:\n    a", False),
        ("if b:\n    with self.assertRaises(c):\n        a", True),
        ("for b in c:\n    a", False),
    ],
)
def test_a_statement_that_is_to_raise_an_error(text: str, expected: bool) -> None:
    module = facts(text + "\n")
    statement = statement_of(len(text) - 1 if text[-1] == "a" else text.index("    a") + 4,
                             module.scope)  # fmt: skip
    assert statement is not None
    assert expects_an_error(statement, module.scope) is expected
