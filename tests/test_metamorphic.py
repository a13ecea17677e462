"""What does not change a program's meaning does not change what is found in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

import nplint
from nplint.settings import SettingsTable
from tests.lanes.programs import Case, cases
from tests.notebooks import document, written
from tests.renamed import bound, renamed

FOLDER = Path("/no-such-folder/program")
# Programs of one module, that are no notebooks.
PROGRAMS = [case for case in cases() if case.unfixed.suffix == ".py" and len(case.files()) <= 2]
Files = dict[str, str]


def found(case: Case, files: Files) -> Counter[str]:
    """How often each rule finds something in the files."""
    texts = {FOLDER / name: text.encode() for name, text in files.items()}
    target = case.header.get("target", "any")
    table = SettingsTable(target_numpyro=target, isolated=True)
    return Counter(each.code for each in nplint.check([*texts], table, texts=texts).findings)


def parts(text: str) -> tuple[str, list[str]]:
    """A program's docstring, comments and imports, and the top-level statements behind them."""
    body = ast.parse(text).body
    head = [
        each
        for each in body
        if isinstance(each, (ast.Import, ast.ImportFrom))
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    first = next((each for each in body if each not in head), None)
    if first is None:
        return text, []
    lines = text.splitlines(keepends=True)
    starts = [start_of(each, lines) for each in body[body.index(first) :]]
    ends = [*starts[1:], len(lines)]
    return "".join(lines[: starts[0]]), [
        "".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)
    ]


def start_of(statement: ast.stmt, lines: list[str]) -> int:
    """The row (from 0) of a statement with its decorators and the comments right above."""
    decorators = getattr(statement, "decorator_list", [])
    row = min([statement.lineno, *(each.lineno for each in decorators)]) - 1
    while row and lines[row - 1].startswith("#"):
        row -= 1
    return row


def names_of(statements: list[str]) -> set[str]:
    """The names that statements bind at the top level."""
    tree = ast.parse("".join(statements))
    bound = {each.name for each in tree.body if isinstance(each, (ast.FunctionDef, ast.ClassDef))}
    for each in tree.body:
        if not isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            names = (node for node in ast.walk(each) if isinstance(node, ast.Name))
            bound |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
            bound |= {
                (alias.asname or alias.name).partition(".")[0]
                for node in ast.walk(each)
                if isinstance(node, (ast.Import, ast.ImportFrom))
                for alias in node.names
            }
    return bound


def with_comments(text: str) -> Files | None:
    """Comments and blank lines between statements, and behind some lines."""
    head, statements = parts(text)
    return {"m.py": head + "".join(f"# A note (on what follows.\n\n{each}" for each in statements)}


def with_other_names(text: str) -> Files | None:
    """Other names for what the module defines."""
    imported = [name for name, what in bound(text).items() if what]
    return {"m.py": renamed(text, "_2", imported)}


def with_imports_reordered(text: str) -> Files | None:
    """Imports of one line each, the last one first."""
    lines = text.splitlines(keepends=True)
    rows = [
        each.lineno - 1
        for each in ast.parse(text).body
        if isinstance(each, (ast.Import, ast.ImportFrom))
        and each.lineno == each.end_lineno
        and getattr(each, "module", "") != "__future__"
        and ";" not in lines[each.lineno - 1]
    ]
    together = [row for row in rows if rows and row - rows[0] == rows.index(row)]
    for row, line in zip(together, reversed([lines[row] for row in together]), strict=True):
        lines[row] = line
    return {"m.py": "".join(lines)}


def _indented(text: str, step: str) -> str | None:
    """The text further in; None if that would change a string of several lines."""
    if re.search(r"\"\"\"|'''|\\\n", text):
        return None
    return "".join(step + line if line.strip() else line for line in text.splitlines(keepends=True))


def in_a_function(text: str) -> Files | None:
    """All but the imports in a function that is called."""
    head, statements = parts(text)
    body = _indented("".join(statements), "    ")
    if body is None or "global " in text or "import *" in "".join(statements):
        return None
    return {"m.py": f"{head}\ndef main():\n{body}\n\nmain()\n"}


def in_a_class(text: str) -> Files | None:
    """All but the imports in a method that is called."""
    head, statements = parts(text)
    body = _indented("".join(statements), "        ")
    if body is None or "global " in text or "import *" in "".join(statements):
        return None
    return {"m.py": f"{head}\nclass Study:\n    def run(self):\n{body}\n\nStudy().run()\n"}


def in_two_modules(text: str) -> Files | None:
    """All up to the last definition in another module, by its names."""
    head, statements = parts(text)
    last = max(
        (i for i, each in enumerate(statements) if re.search(r"^(?:def|class) ", each, re.M)),
        default=-1,
    )
    first, rest = statements[: last + 1], statements[last + 1 :]
    if not first or not rest or names_of(first) & names_of(rest) or "global " in text:
        return None
    if "__name__" in "".join(first):
        return None
    names = ", ".join(sorted(names_of(first)))
    return {
        "definitions.py": head + "".join(first),
        "m.py": f"{head}from definitions import {names}\n{''.join(rest)}",
    }


def in_cells(text: str) -> Files | None:
    """A notebook of which each cell has a statement or some."""
    head, statements = parts(text)
    random = Random(text)
    cells = [head]
    for each in statements:
        if random.randrange(2):
            cells.append(each)
        else:
            cells[-1] += each
    if any(isinstance(each, ast.Expr) for each in ast.parse(text).body):
        # A cell shows the value of its last expression, which then is not discarded.
        cells = [cell.rstrip("\n") + "\n0\n" for cell in cells]
    return {"m.ipynb": written(document(*cells)).decode()}


# Further in, `# %%` opens no cell; at the top of a cell, an expression may be there to be shown.
_OTHER_MEANING = {
    "in_a_function": {"NPL107/clean/script_of_cells"},
    "in_a_class": {"NPL107/clean/script_of_cells"},
    "in_cells": {"NPL107/handler", "NPL107/split"},
}
# Defects: what is found should be the same. Who repairs one takes it out of here.
_KNOWN = {
    "in_a_function": {"NPL001/clean/two_functions_of_one_name"},
    "in_a_class": {"NPL001/clean/two_functions_of_one_name"},
    "in_two_modules": {
        "NPL006/clean/other_entries",
        "NPL006/clean/own_object",
        "NPL007/after-the-run",
        "NPL507/traced",
    },
}
CHANGES: list[Callable[[str], Files | None]] = [
    with_comments,
    with_other_names,
    with_imports_reordered,
    in_a_function,
    in_a_class,
    in_two_modules,
    in_cells,
]


CODES = sorted({case.code for case in PROGRAMS})


def changed(case: Case, change: Callable[[str], Files | None]) -> tuple[Files, Files] | None:
    """A program before and after a change, if that changes anything."""
    text = case.unfixed.read_text("utf-8-sig").replace("\r\n", "\n")
    files = change(text)
    return None if files is None or files == {"m.py": text} else ({"m.py": text}, files)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_same_is_found(change: Callable[[str], Files | None], code: str) -> None:
    different = {}
    for case in (each for each in PROGRAMS if each.code == code):
        files = changed(case, change)
        if files is None:
            continue
        before, after = (found(case, each) for each in files)
        if change is in_two_modules:  # the imports are in both
            before, after = Counter({*before}), Counter({*after})
        if before != after:
            different[case.label] = f"{dict(before - after)} lost, {dict(after - before)} new"
    known = _KNOWN.get(change.__name__, set()) | _OTHER_MEANING.get(change.__name__, set())
    assert {*different} == {each for each in known if each.startswith(f"{code}/")}, different


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_many_programs_are_changed(change: Callable[[str], Files | None]) -> None:
    assert sum(changed(case, change) is not None for case in PROGRAMS) > 50
    known = _KNOWN.get(change.__name__, set()) | _OTHER_MEANING.get(change.__name__, set())
    assert known <= {case.label for case in PROGRAMS}
