"""The lines of a statement: which comments go with them, and which blank lines stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.fixes.layout import Layout
from nplint.source import SourceFile


def layout(text: str, newline: str = "\n") -> Layout:
    path = Path("m.py")
    return Layout(SourceFile(path, text.replace("\n", newline)), lambda _: 100)


def lines(text: str, statement: str, newline: str = "\n") -> str | None:
    of = layout(text, newline)
    start = of.text.index(statement)
    found = of.lines_of(start, start + len(statement))
    return of.text[found.start : found.end].replace(newline, "\n") if found else None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text, expected",
    [
        ("a = 0\nx = 1\nb = 2\n", "x = 1\n"),
        ("a = 0\nx = 1", "x = 1"),
        ("a = 0\nx = 1  # why\nb = 2\n", "x = 1  # why\n"),
        ("a = 0\n# why\nx = 1\n", "# why\nx = 1\n"),
        ("a = 0\n# why\n# and how\nx = 1\n", "# why\n# and how\nx = 1\n"),
        ("a = 0\n# else\n\n# why\nx = 1\n", "# why\nx = 1\n"),
        ("a = 0  # not that\nx = 1\n", "x = 1\n"),
        ("if a:\n    # why\n    x = 1\n", "    # why\n    x = 1\n"),
        ("if a:\n    b = 0\n# not that\n    x = 1\n", "    x = 1\n"),
        ("if a:\n    b = 0\n        # not that\n    x = 1\n", "    x = 1\n"),
        ("# the file\nx = 1\n", "x = 1\n"),
        ("a = 0; x = 1\n", None),
        ("x = 1; a = 0\n", None),
        ("if a: x = 1\n", None),
    ],
)
def test_the_lines_of_a_statement(text: str, expected: str | None, newline: str) -> None:
    if newline == "\r" and expected is not None and "# " in text:
        return  # Python ends no line of a comment there
    assert lines(text, "x = 1", newline) == expected


@pytest.mark.parametrize(
    "comment",
    ["#| label: one", "# | echo: false", "# %% two", "#%%", "# In[1]:", "#In[2]", "#@title Two",
     "# @param x", "#exp", "# default_exp core", "#export", "# hide", "#hide"],
)  # fmt: skip
def test_comments_about_a_cell_stay_in_it(comment: str) -> None:
    assert lines(f"a = 0\n{comment}\nx = 1\n", "x = 1") == "x = 1\n"
    assert lines(f"a = 0\n{comment}\n# why\nx = 1\n", "x = 1") == "# why\nx = 1\n"


@pytest.mark.parametrize("comment", ["# exponent", "# exported", "# hidden", "# Inside", "# 100 %"])
def test_other_comments_go(comment: str) -> None:
    assert lines(f"a = 0\n{comment}\nx = 1\n", "x = 1") == f"{comment}\nx = 1\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text, left",
    [
        ("a\nx = 1\nb\n", "a\nb\n"),
        ("a\n\nx = 1\nb\n", "a\n\nb\n"),
        ("a\nx = 1\n\nb\n", "a\n\nb\n"),
        ("a\n\nx = 1\n\nb\n", "a\n\nb\n"),
        ("a\n\n\nx = 1\n\nb\n", "a\n\n\nb\n"),
        ("a\n\nx = 1\n\n\nb\n", "a\n\n\nb\n"),
        ("x = 1\n\nb\n", "b\n"),
        ("\n\nx = 1\nb\n", "\n\nb\n"),
        ("a\n\nx = 1\n", "a\n"),
        ("a\n\nx = 1\n\n\n", "a\n\n\n"),
        ("x = 1\n", ""),
        ("def f():\n    x = 1\n\n    b\n", "def f():\n    b\n"),
        ("def f():\n\n    x = 1\n    b\n", "def f():\n\n    b\n"),
        ("def f():  # why\n    x = 1\n\n    b\n", "def f():  # why\n    b\n"),
        ("def f():\n    a\n    x = 1\n\n    b\n", "def f():\n    a\n\n    b\n"),
        ("def f():\n    a\n    x = 1\n\n\nb\n", "def f():\n    a\n\n\nb\n"),
        ("def f():\n    x = 1\n\n\nb\n", "def f():\n\n\nb\n"),
    ],
)
def test_blank_lines_that_stay(text: str, left: str, newline: str) -> None:
    of = layout(text, newline)
    start = of.text.index("x = 1")
    found = of.lines_of(start, start + 5)
    assert found is not None
    edit = of.deletion(found)
    kept = of.text[: edit.span.start] + edit.replacement + of.text[edit.span.end :]
    assert kept == left.replace("\n", newline)


@pytest.mark.parametrize(
    "text, quote",
    [("'a' 'b' \"c\"", "'"), ("'a' \"b\" \"c\"", '"'), ("'a' \"b\"", '"'), ("", '"'),
     ("r'a' 'b' \"c\" \"d\"", '"')],
)  # fmt: skip
def test_names_are_quoted_as_most_are(text: str, quote: str) -> None:
    assert layout(text).quote == quote


@pytest.mark.parametrize(
    "text, step",
    [("if a:\n\tb\n", "\t"), ("if a:\n    b\n", "    "), ("a\n", "    "), ("a = '\t'\n", "    ")],
)
def test_a_file_is_indented_by_tabs_if_any_line_is(text: str, step: str) -> None:
    assert layout(text).continuation == step


@pytest.mark.parametrize(
    "text, offset, start, end, stop, indent",
    [
        ("a\n  b\nc", 4, 2, 6, 5, "  "),
        ("a\r\n\tb\r\nc", 4, 3, 7, 5, "\t"),
        ("a\rb\rc", 2, 2, 4, 3, ""),
        ("a\nb", 3, 2, 3, 3, None),
        ("a", 0, 0, 1, 1, ""),
    ],
)
def test_where_a_line_is(
    text: str, offset: int, start: int, end: int, stop: int, indent: str | None
) -> None:
    of = layout(text)
    assert (of.line_start(offset), of.line_end(offset), of.line_stop(offset)) == (start, end, stop)
    assert of.indent(offset) == indent
    assert of.indentation(offset) == (indent or "")
