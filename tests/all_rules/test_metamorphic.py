"""What does not change a program's meaning does not change what is found in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

import nplint
from nplint.settings import SettingsTable
from tests.helpers.notebooks import document, written
from tests.helpers.renamed import bound, renamed
from tests.lanes.programs import Case, cases

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


def text_of(case: Case) -> str:
    """A program with the line ends of most."""
    return case.unfixed.read_text("utf-8-sig").replace("\r\n", "\n")


@cache
def found_as_it_stands(case: Case) -> Counter[str]:
    """What is found in a program that nothing is changed of."""
    return found(case, {"m.py": text_of(case)})


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
    split = halves(text)
    if split is None or "__name__" in "".join(split[1]):
        return None
    head, first, rest = split
    names = ", ".join(sorted(names_of(first)))
    return {
        "definitions.py": head + "".join(first),
        "m.py": f"{head}from definitions import {names}\n{''.join(rest)}",
    }


def with_names_for(text: str, names: dict[str, str]) -> str | None:
    """The text with other expressions for names; None where one of them is bound, or hidden."""
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)
    formatted = [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)]
    # Before Python 3.12 what stands in an f-string has no places.
    in_strings = {part for each in formatted for part in ast.walk(each) if part is not each}
    found: dict[tuple[int, int], tuple[int, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.arg in names:
            return None
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            return None
        if isinstance(node, (ast.Global, ast.Nonlocal)) and names.keys() & {*node.names}:
            return None
        if isinstance(node, ast.Name) and node.id in names:
            if not isinstance(node.ctx, ast.Load) or not lines[node.lineno - 1].isascii():
                return None
            if node not in in_strings:
                place = node.lineno - 1, node.col_offset
                found[place] = node.col_offset + len(node.id), names[node.id]
    word = re.compile(rf"(?<![\w.'\"])(?:{'|'.join(map(re.escape, names))})\b")
    for each in formatted:
        row, start, end = each.lineno - 1, each.col_offset, each.end_col_offset
        if each.lineno != each.end_lineno or end is None or not lines[row].isascii():
            return None
        for field in re.finditer(r"\{[^{}]*\}", lines[row][start:end]):
            for name in word.finditer(field.group()):
                column = start + field.start() + name.start()
                found[row, column] = column + len(name.group()), names[name.group()]
    for (row, start), (end, name) in sorted(found.items(), reverse=True):
        lines[row] = lines[row][:start] + name + lines[row][end:]
    return "".join(lines)


def by_the_modules(text: str) -> Files | None:
    """``import x`` and ``x.y`` for ``from x import y``."""
    body = ast.parse(text).body
    lines = text.splitlines(keepends=True)
    imported = [
        (alias.asname or alias.name).partition(".")[0]
        for each in body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    ]
    for statement in body:
        plain = isinstance(statement, ast.ImportFrom) and statement.module not in (
            None, "__future__"
        )  # fmt: skip
        if not plain or ";" in lines[statement.lineno - 1]:
            continue
        assert isinstance(statement, ast.ImportFrom) and statement.end_lineno is not None
        module = statement.module
        assert module is not None
        if module.partition(".")[0] in imported:
            return None
        names = {each.asname or each.name: f"{module}.{each.name}" for each in statement.names}
        lines[statement.lineno - 1 : statement.end_lineno] = [
            f"import {module}\n",
            *["\n"] * (statement.end_lineno - statement.lineno),
        ]
        with_them = None if "*" in names else with_names_for("".join(lines), names)
        if with_them is None:
            return None
        lines = with_them.splitlines(keepends=True)
    return {"m.py": "".join(lines)}


def by_names_alone(text: str) -> Files | None:
    """``from x import y`` for ``x.y``."""
    tree = ast.parse(text)
    modules = {
        each.asname or each.name: each.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for each in node.names
        if each.asname or "." not in each.name
    }
    taken = {*re.findall(r"\w+", text)}
    lines = text.splitlines(keepends=True)
    read = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
        and lines[node.lineno - 1].isascii()
        and node.lineno == node.end_lineno
    ]
    in_strings = [
        each
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for each in ast.walk(node)
    ]
    imports: dict[str, None] = {}
    for node in sorted(read, key=lambda each: (each.lineno, each.col_offset), reverse=True):
        assert isinstance(node.value, ast.Name)
        name = f"{node.value.id}_{node.attr}"
        if name not in taken and node not in in_strings and isinstance(node.ctx, ast.Load):
            line = lines[node.lineno - 1]
            lines[node.lineno - 1] = line[: node.col_offset] + name + line[node.end_col_offset :]
            imports[f"from {modules[node.value.id]} import {node.attr} as {name}\n"] = None
    head, statements = parts("".join(lines))
    return {"m.py": head + "".join(imports) + "".join(statements)}


def halves(text: str) -> tuple[str, list[str], list[str]] | None:
    """The head, all up to the last definition, and the rest, which binds none of its names."""
    head, statements = parts(text)
    last = max(
        (i for i, each in enumerate(statements) if re.search(r"^(?:def|class) ", each, re.M)),
        default=-1,
    )
    first, rest = statements[: last + 1], statements[last + 1 :]
    if not first or not rest or names_of(first) & names_of(rest) or "global " in text:
        return None
    return head, first, rest


def in_a_module_of_its_own(text: str) -> Files | None:
    """All up to the last definition in another module, by its attributes."""
    split = halves(text)
    if split is None or "__name__" in "".join(split[1]):
        return None
    head, first, rest = split
    names = {name: f"definitions.{name}" for name in names_of(first)}
    with_them = with_names_for("".join(rest), names)
    if with_them is None:
        return None
    return {
        "definitions.py": head + "".join(first),
        "m.py": f"{head}import definitions\n{with_them}",
    }


def _settings(text: str) -> tuple[str, str, list[str], str] | None:
    """The head, what is assigned above the first definition, its names, and the rest."""
    head, statements = parts(text)
    first = next(
        (i for i, each in enumerate(statements) if re.search(r"^(?:def|class) ", each, re.M)), 0
    )
    settings, rest = statements[:first], statements[first:]
    names = sorted(names_of(settings))
    if not names or {*names} & names_of(rest) or "global " in text:
        return None
    return head, "".join(settings), names, "".join(rest)


def with_settings_of_a_module(text: str) -> Files | None:
    """What is assigned above the first definition, as attributes of another module."""
    split = _settings(text)
    if split is None:
        return None
    head, settings, names, rest = split
    with_them = with_names_for(rest, {name: f"settings.{name}" for name in names})
    if with_them is None:
        return None
    return {"settings.py": head + settings, "m.py": f"{head}import settings\n{with_them}"}


def with_imported_settings(text: str) -> Files | None:
    """What is assigned above the first definition, by names that another module binds."""
    split = _settings(text)
    if split is None:
        return None
    head, settings, names, rest = split
    imported = f"from settings import {', '.join(names)}\n"
    return {"settings.py": head + settings, "m.py": head + imported + rest}


def with_aliases(text: str) -> Files | None:
    """Other names for functions and classes, by which the rest has them."""
    split = halves(text)
    if split is None:
        return None
    head, first, rest = split
    defined = re.findall(r"^(?:def|class) (\w+)", "".join(first), re.M)
    with_them = with_names_for("".join(rest), {name: f"{name}_2" for name in defined})
    if with_them is None:
        return None
    aliases = "".join(f"{name}_2 = {name}\n" for name in dict.fromkeys(defined))
    return {"m.py": head + "".join(first) + aliases + with_them}


def _under(line: str, text: str) -> Files | None:
    """What stands behind the last definition in a block."""
    split = halves(text)
    body = _indented("".join(split[2]), "    ") if split is not None else None
    if split is None or body is None or "import *" in body:
        return None
    return {"m.py": f"{split[0]}{''.join(split[1])}\n{line}\n{body}"}


def under_the_main_guard(text: str) -> Files | None:
    return _under('if __name__ == "__main__":', text)


def under_a_with(text: str) -> Files | None:
    return _under('with open("log.txt"):', text)


def with_annotations(text: str) -> Files | None:
    """Annotations of parameters, and of variables of the module."""
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    places = {
        (each.lineno, each.col_offset + len(each.arg))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        if each.annotation is None
    }
    once = Counter(
        each.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name) and once[target.id] == 1:
                places.add((target.lineno, target.col_offset + len(target.id)))
    for row, column in sorted(places, reverse=True):
        line = lines[row - 1]
        if line.isascii():
            lines[row - 1] = f"{line[:column]}: object{line[column:]}"
    return {"m.py": "".join(lines)}


def in_cells(text: str) -> Files | None:
    """A notebook of which each cell has a statement or some."""
    return _in_cells(text, Random(text))


def in_other_cells(text: str) -> Files | None:
    return _in_cells(text, Random(f"other {text}"))


def _in_cells(text: str, random: Random) -> Files:
    head, statements = parts(text)
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


# Further in, `# %%` opens no cell; an import stands outside of the guard around what it names;
# at the top of a cell, an expression may be there to be shown.
_OTHER_MEANING = {
    "in_a_function": {"NPL107/clean/script_of_cells"},
    "in_a_class": {"NPL107/clean/script_of_cells"},
    # What was guarded is imported in any case.
    "by_names_alone": {"NPL802/clean/guarded", "NPL802/clean/guards_with_a_name"},
    # What is entered may be a handler that seeds.
    "under_a_with": {"NPL104/call", "NPL104/get-trace", "NPL104/prior-outside"},
    "in_cells": {"NPL107/handler", "NPL107/split"},
    "in_other_cells": {"NPL107/handler", "NPL107/split"},
}
CHANGES: list[Callable[[str], Files | None]] = [
    with_comments,
    with_other_names,
    with_imports_reordered,
    in_a_function,
    in_a_class,
    in_two_modules,
    in_a_module_of_its_own,
    with_settings_of_a_module,
    with_imported_settings,
    by_the_modules,
    by_names_alone,
    with_aliases,
    under_the_main_guard,
    under_a_with,
    with_annotations,
    in_cells,
    in_other_cells,
]
# The imports are in both of two modules, a name is missing where it is imported or wherever it
# is read.
_NOT_COUNTED = [
    in_two_modules,
    in_a_module_of_its_own,
    with_settings_of_a_module,
    with_imported_settings,
    by_the_modules,
    by_names_alone,
]


CODES = sorted({case.code for case in PROGRAMS})


def changed(case: Case, change: Callable[[str], Files | None]) -> Files | None:
    """A program after a change, if that changes anything."""
    text = text_of(case)
    files = change(text)
    return None if files == {"m.py": text} else files


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_same_is_found(change: Callable[[str], Files | None], code: str) -> None:
    different = {}
    for case in (each for each in PROGRAMS if each.code == code):
        files = changed(case, change)
        if files is None:
            continue
        before, after = found_as_it_stands(case), found(case, files)
        if change in _NOT_COUNTED:
            before, after = Counter({*before}), Counter({*after})
        if before != after:
            different[case.label] = f"{dict(before - after)} lost, {dict(after - before)} new"
    other = _OTHER_MEANING.get(change.__name__, set())
    assert {*different} == {each for each in other if each.startswith(f"{code}/")}, different


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_many_programs_are_changed(change: Callable[[str], Files | None]) -> None:
    assert sum(changed(case, change) is not None for case in PROGRAMS) > 50
    assert _OTHER_MEANING.get(change.__name__, set()) <= {case.label for case in PROGRAMS}
