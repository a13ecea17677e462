"""Docstrings are acts or nouns, and measured figures stand in docs/performance.md alone."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import nplint

FILES = sorted(Path(nplint.__file__).parent.rglob("*.py"))
QUESTIONS = ("What", "Whether", "Where", "Which", "Those", "Who", "How", "When")
FIGURES = re.compile(
    r"\d ?%|\b\d+ (?:ms|s|MB|kB|seconds)\b|\b(?:third|quarter|tenth|fifth|twentieth|fraction) of\b"
    r"|\b(?:twice|(?:two|three|five|eight|ten|twenty|hundred|thousand) times) (?:the|as|a|\w+er)\b"
)


def test_no_docstring_begins_with_a_question() -> None:
    found = [
        f"{path.name}: {docstring.splitlines()[0]}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if (docstring := ast.get_docstring(node)) and docstring.split()[0] in QUESTIONS
    ]
    assert not found


def test_docstrings_tell_no_measurements() -> None:
    found = [
        f"{path.name}: {figure.group()}"
        for path in FILES
        if not path.name.startswith("npl")  # a rule's page says what was seen to happen
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        if (figure := FIGURES.search(ast.get_docstring(node) or ""))
    ]
    assert not found


def test_comments_tell_no_measurements() -> None:
    found = [
        f"{path.name}:{token.start[0]}: {token.string}"
        for path in FILES
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type == tokenize.COMMENT and FIGURES.search(token.string)
    ]
    assert not found
