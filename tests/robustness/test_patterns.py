"""No regular expression of nplint's takes more than linear time, whatever it is held against.

Each is found in the source, wherever it stands, and held against texts that repeat what is in it.
A pattern that tries things in two ways needs seconds for what others do in milliseconds.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import nplint

PACKAGE = Path(nplint.__file__).parent
# Methods that look for a match from every place on, and those that try one place.
_EVERYWHERE = ("search", "sub", "subn", "split", "findall", "finditer")
_AT_ONE_PLACE = ("match", "fullmatch")
# Used through another name.
_TRIED_AT_ONE_PLACE = (
    "nplint.project.relevance._IN_MODULE",
    "nplint.project.relevance._IN_NOTEBOOK",
)
_ATOMS = (
    "a", "0", " ", "\n", "\r\n", "\r", "\t", "\\", "\\\n", "\\\r\n", "\\u", '"', "'", '"""', "'''",
    '\\"""', "\\'''", "#", "(", "[", "{", "=", "-", "--a", ",", ";", ":", ".", "|", "*", "/", "?",
    "%", "%%", "!", "a-", "import ", "from a import (", "# noqa:", "# nplint: ignore[", "name", "é",
)  # fmt: skip
_SHORT, _LONG = 2_000, 20_000
# Processor time. What is linear needs a thousandth of it, what is quadratic some ten times it.
_SECONDS = 2.0


class Use(NamedTuple):
    """A pattern with the place where it stands in the source, and whether it is searched for."""

    where: str
    pattern: re.Pattern[Any]
    everywhere: bool


@cache
def uses() -> tuple[Use, ...]:
    """Every pattern of the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        names = vars(importlib.import_module(module.removesuffix(".__init__")))
        for use in _in(ast.parse(path.read_text("utf-8")), module, names):
            found[use.pattern, use.everywhere] = use
    return tuple(found.values())


def _in(tree: ast.Module, module: str, names: dict[str, Any]) -> Iterator[Use]:
    methods: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            methods.setdefault(node.value.id, set()).add(node.attr)
    for name, value in names.items():
        used = methods.get(name, set(_EVERYWHERE))
        for number, pattern in enumerate(_patterns(value)):
            everywhere = not used or not used <= set(_AT_ONE_PLACE)
            whole = f"{module}.{name}"
            yield Use(f"{whole}.{number}", pattern, everywhere and whole not in _TRIED_AT_ONE_PLACE)
    in_functions = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))
    for node in (inner for each in in_functions for inner in ast.walk(each)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in (*_EVERYWHERE, *_AT_ONE_PLACE, "compile")
        ):
            code = compile(ast.Expression(node.args[0]), "<pattern>", "eval")
            try:
                text = eval(code, {"package": "numpyro", **names})
            except NameError:
                continue  # made of what a user writes: patterns of files
            yield Use(
                f"{module}:{node.lineno}",
                re.compile(text, re.MULTILINE),
                node.func.attr not in _AT_ONE_PLACE,
            )


def _patterns(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif type(value) is dict:
        yield from (each for each in value.values() if isinstance(each, re.Pattern))
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, re.Pattern))


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What to begin with and what to repeat, from what stands in the pattern or is tricky."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    words = [*dict.fromkeys(re.findall(r"[A-Za-z]{3,}", text))][:6]
    atoms = [each for each in _ATOMS if each[0] in text or each[0] in " \n\r\t\\a0\"'"]
    for start in ("", "x", *words, '"""', "'''", "'", "#", "%time", "# noqa:"):
        for atom in atoms:
            yield start, atom
    for pair in product(atoms + words, repeat=2):
        yield "", "".join(pair)


def seconds(use: Use, start: str, atom: str, length: int) -> float:
    text: Any = start + atom * (length // len(atom)) + "\0"
    if isinstance(use.pattern.pattern, bytes):
        text = text.encode()
    before = time.process_time()
    if use.everywhere:
        for _ in use.pattern.finditer(text):
            pass
    else:
        use.pattern.match(text)
        use.pattern.fullmatch(text)
    return time.process_time() - before


def test_all_are_found() -> None:
    places = {use.where.partition(":")[0].rpartition(".")[0] for use in uses()}
    assert len(uses()) > 40
    assert any("magics" in place for place in places)
    assert any("suppression" in place for place in places)


@pytest.mark.parametrize("use", uses(), ids=lambda use: use.where)
def test_a_pattern_takes_linear_time(use: Use) -> None:
    # A short text tells who is suspicious; ten times as long, a quadratic one would take 100 times.
    for start, atom in hostile(use.pattern):
        if seconds(use, start, atom, 60) > 0.2 or seconds(use, start, atom, _SHORT) > 0.01:
            took = seconds(use, start, atom, _LONG)
            assert took < _SECONDS, f"{start!r} and many {atom!r}: {took:.1f} s"
