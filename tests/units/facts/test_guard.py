"""Texts that are too deep, too long, or deeper than an ordinary thread bears."""

from __future__ import annotations

import pytest

from nplint.facts.guard import DEEPEST, LARGEST, LONGEST, excess, is_shallow


@pytest.mark.parametrize(
    "text, shallow",
    [
        ("x = " + "(" * 20 + "1" + ")" * 20, True),
        ("x = " + "(" * 21 + "1" + ")" * 21, False),
        ("x = " + "[{(" * 6 + "1" + ")}]" * 6, True),
        ("x = " + "[{(" * 8 + "1" + ")}]" * 8, False),
        ("x = 1" + " + 1" * 140, True),
        ("x = 1" + " + 1" * 320, False),
        ("x = 1\n" * 400, True),
        ("x = 1;" * 400, True),
        ("f(" + "1, " * 400 + ")", True),
        ("x = a" + ".b" * 140, True),
        ("x = a" + ".b" * 320, False),
        ("\n".join(f"{' ' * n}if a:" for n in range(12)), True),
        ("\n".join(f"{' ' * n}if a:" for n in range(14)), False),
        ("if a:\n  b\n" * 50, True),
        ("if a:\n  b\n" + "elif c:\n  d\n" * 98, True),
        ("if a:\n  b\n" + "elif c:\n  d\n" * 104, False),
        ("# " + "(" * 50, True),
        ("x = 1\r\n" * 400, True),
        ("x = (\r\n" + "1 +\r\n" * 320 + "1)", False),
        ("x = '" + "(" * 50 + "'", True),
    ],
)
def test_what_an_ordinary_thread_parses(text: str, shallow: bool) -> None:
    assert is_shallow(f"{text}\n") is shallow


@pytest.mark.parametrize(
    "text, reason",
    [
        ("x = 1\n", None),
        ("x = " + "(" * (DEEPEST - 1) + "1" + ")" * (DEEPEST - 1), None),
        ("x = " + "(" * DEEPEST + "1" + ")" * DEEPEST, "brackets are nested more than"),
        ("é = " + "[" * DEEPEST + "1" + "]" * DEEPEST, "brackets are nested more than"),
        ("x = 1" + "+1" * (LONGEST // 2 - 1), None),
        ("x = 1" + "+1" * (LONGEST + 1), "one expression or branch chains more than"),
        ("x = 1\n" * (LONGEST + 1), None),
        ("x = '" + "(" * DEEPEST + "'", None),
        ("#" * (LARGEST + 1), "million characters, more than can be parsed in sensible time"),
    ],
)
def test_what_no_thread_parses(text: str, reason: str | None) -> None:
    found = excess(text)
    assert (found is None) if reason is None else (found is not None and reason in found.reason)
