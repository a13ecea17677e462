"""Expressions of every kind, as they are kept."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.read_facts import read_facts
from nplint.source import SourceFile

BINARY = ("+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^", "and", "or")
COMPARING = ("<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in")
UNARY = ("-", "+", "~", "not")


def statement(text: str) -> st.Statement:
    (found,) = read_facts(SourceFile(Path("m.py"), text))[0].body
    return found


def expression(text: str) -> ex.Expr:
    found = statement(f"x = {text}\n")
    assert isinstance(found, st.Assign) and found.value is not None
    return found.value


@pytest.mark.parametrize("operator", BINARY + COMPARING)
def test_an_operation_knows_its_operator(operator: str) -> None:
    found = expression(f"a {operator} b")
    assert isinstance(found, ex.Operation)
    assert found.operator == operator
    assert [each.id for each in found.operands if isinstance(each, ex.Name)] == ["a", "b"]


@pytest.mark.parametrize("operator", UNARY)
def test_an_operation_of_one(operator: str) -> None:
    found = expression(f"{operator} a")
    assert isinstance(found, ex.Operation)
    assert (found.operator, len(found.operands)) == (operator, 1)


@pytest.mark.parametrize("operator", BINARY[:-2])
def test_an_augmented_assignment_knows_its_operator(operator: str) -> None:
    found = statement(f"a {operator}= b\n")
    assert isinstance(found, st.Assign)
    assert found.operator == operator
    assert isinstance(found.value, ex.Name)


@pytest.mark.parametrize(
    "text",
    ["1", "-2", "-1.5", "0x1F", "0b10", "0o17", "1_000", "1.5", ".5", "1.", "1e-3", "2j", "1.5J",
     "'a'",
     '"b"', "'a' 'b'", "r'\\d'", "b'c'", "'''d'''", "'\\n'", "u'e'", "True", "False", "None",
     "...", "''", "'a' \"b\" r'\\c'", "'\\x41\\u00e9'", "rb'\\d'"],
)  # fmt: skip
def test_a_constant_has_pythons_value(text: str) -> None:
    found = expression(text)
    assert isinstance(found, ex.Constant)
    expected = ast.literal_eval(text)
    assert (type(found.value), found.value) == (type(expected), expected)


@pytest.mark.parametrize(
    "text, kind, names",
    [
        ("a.b", ex.Attribute, "a"),
        ("a(b, c=d)", ex.Call, "abd"),
        ("a[b]", ex.Subscript, "ab"),
        ("a[b:c, d]", ex.Subscript, "abcd"),
        ("[a, *b]", ex.ListDisplay, "ab"),
        ("(a, b)", ex.ListDisplay, "ab"),
        ("{a, b}", ex.ListDisplay, "ab"),
        ("{a: b, **c}", ex.DictDisplay, "abc"),
        ("a if b else c", ex.Conditional, "abc"),
        ("lambda a=b: c", ex.Lambda, "b"),
        ("[a for b in c if d]", ex.Comprehension, "acd"),
        ("{a for b in c}", ex.Comprehension, "ac"),
        ("{a: d for b in c}", ex.Comprehension, "acd"),
        ("(a for b in c)", ex.Comprehension, "ac"),
        ("(y := a)", ex.Walrus, "a"),
        ("(await a)", ex.Expr, "a"),
        ("(yield a)", ex.Expr, "a"),
        ("(yield from a)", ex.Expr, "a"),
        ("f'{a} {b:{c}}'", ex.Expr, "abc"),
        ("'x' f'{a}'", ex.Expr, "a"),
        ("a < b < c", ex.Operation, "abc"),
        ("a + b + c", ex.Operation, "abc"),
    ],
)  # fmt: skip
def test_an_expression_has_its_parts(text: str, kind: type[ex.Expr], names: str) -> None:
    inside = "async def f():\n    " if "await" in text or "yield" in text else ""
    module = read_facts(SourceFile(Path("m.py"), f"{inside}x = {text}\n"))[0]
    (found,) = module.functions[0].body if inside else module.body
    assert isinstance(found, st.Assign)
    assert isinstance(found.value, kind)
    read = {each.id for each in ex.walk(found.value) if isinstance(each, ex.Name)}
    assert read - {"y"} >= {*names} - ({"y"} | ({"b"} if kind is ex.Lambda else set()))
    assert text[0] in "(" or (found.value.start, found.value.end) == (
        len(inside) + 4, len(inside) + 4 + len(text)
    )  # fmt: skip


@pytest.mark.parametrize(
    "text, kind",
    [
        ("a", st.ExprStmt), ("a = b", st.Assign), ("a: int = b", st.Assign), ("a += b", st.Assign),
        ("import a", st.Import), ("from a import b", st.Import), ("if a: pass", st.If),
        ("for a in b: pass", st.Loop), ("while a: pass", st.Loop), ("with a: pass", st.With),
        ("try: pass\nexcept a: pass", st.Try), ("try: pass\nexcept* a: pass", st.Try),
        ("match a:\n    case b: pass", st.Match), ("def a(): pass", st.FunctionDef),
        ("class a: pass", st.ClassDef), ("del a", st.OtherStmt), ("raise a", st.OtherStmt),
        ("assert a", st.OtherStmt), ("global a", st.OtherStmt),
    ],
)  # fmt: skip
def test_a_statement_is_of_its_kind(text: str, kind: type[st.Statement]) -> None:
    assert isinstance(statement(f"{text}\n"), kind)
