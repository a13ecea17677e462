"""Fixing commutes with how a file is laid out: line ends, tabs, a mark, what stands around."""

from __future__ import annotations

import ast
import codecs
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nplint.engine import session as engine
from nplint.fixes.apply import edited_texts
from nplint.settings import SettingsTable
from tests.all_rules.test_fixtures import write_line_length
from tests.helpers.notebooks import document, sources, written
from tests.lanes.programs import Case
from tests.lanes.programs import cases as all_cases

PAIRS = [
    case
    for case in all_cases()
    if not case.clean
    and case.unfixed.name == "unfixed.py"
    and all(claim["fix"] != "none" for claim in case.header["finding"])
    and b"\r" not in case.unfixed.read_bytes()
]


def options(case: Case) -> SettingsTable:
    """All fixes, for the releases that the program is checked for."""
    target = case.header.get("target", "any")
    return SettingsTable(target_numpyro=target, isolated=True, unsafe_fixes=True)


def tabs(text: str) -> str:
    """Indent with tabs instead of the file's own step."""
    step = 2 if re.search(r"^  \S", text, re.MULTILINE) else 4
    spaces = " " * step
    return re.sub(
        rf"^(?:{spaces})+", lambda m: "\t" * (len(m[0]) // step), text, flags=re.MULTILINE
    )


LAYOUTS: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "tabs": tabs,
    "no last line end": lambda text: text.removesuffix("\n"),
    "trailing space": lambda text: text.replace("\n\n", "\n  \n"),
    "code below": lambda text: text + '\n\nx = """\n\\\n"""\n',
    "a docstring above": lambda text: f'"""About ( this\n\n    file."""\n\n{text}',
    "in a function": lambda text: text + "\n\ndef later():\n    return [c for c in 'é(']\n",
}
# A line of an aligned construction has no whole number of tabs.
UNEVEN = re.compile(r"^(?: {4})* {1,3}\S", re.MULTILINE)


def fixed(case: Case, data: bytes, name: str = "program.py") -> bytes:
    """The bytes of a program made from a case, after ``nplint fix --write``."""
    with TemporaryDirectory() as folder:
        path = Path(folder).resolve() / name
        path.write_bytes(data)
        write_line_length(path.parent)
        changes = engine.fix([path], options(case)).changes
        return changes[0].source.encode(changes[0].new_text) if changes else data


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.label)
def test_fixing_keeps_to_tabs(case: Case) -> None:
    assert case.fixed is not None
    before, after = (path.read_text(encoding="utf-8") for path in (case.unfixed, case.fixed))
    if UNEVEN.search(before) is None and "\t" in tabs(before):
        assert fixed(case, tabs(before).encode()) == tabs(after).encode()


@given(
    case=some.sampled_from(PAIRS),
    layouts=some.lists(some.sampled_from(sorted(LAYOUTS)), max_size=3, unique=True),
    mark=some.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_fixing_commutes_with_layout(case: Case, layouts: list[str], mark: bool) -> None:
    assert case.fixed is not None
    before = case.unfixed.read_text(encoding="utf-8")
    after = case.fixed.read_text(encoding="utf-8")
    if "tabs" in layouts and UNEVEN.search(before):
        layouts = [layout for layout in layouts if layout != "tabs"]
    # Tabs and line ends are those of all of the file.
    for layout in sorted(layouts, key=("tabs", "crlf").__contains__):
        before, after = LAYOUTS[layout](before), LAYOUTS[layout](after)
    prefix = codecs.BOM_UTF8 if mark else b""
    result = fixed(case, prefix + before.encode())
    if "trailing space" in layouts:  # which of two blank lines stays is the fixer's choice
        assert strip_blanks(result) == strip_blanks(prefix + after.encode())
    else:
        assert result == prefix + after.encode()
    assert fixed(case, result) == result
    libcst.parse_module(result)


def strip_blanks(data: bytes) -> bytes:
    return re.sub(rb"^[ \t]+(?=\r?$)", b"", data, flags=re.MULTILINE)


@pytest.mark.parametrize("case", PAIRS[::7], ids=lambda case: case.name)
def test_every_byte_outside_the_edits_stays(case: Case) -> None:
    result = engine.check([case.unfixed], options(case))
    source = result.sources[case.unfixed]
    for finding in result.findings:
        assert finding.fix is not None
        new = edited_texts(finding.fix.edits, result.sources)[case.unfixed]
        if len(result.findings) == 1:
            assert new == engine.fix([case.unfixed], options(case)).changes[0].new_text
        kept = []
        position = 0
        for edit in sorted(finding.fix.edits, key=lambda edit: edit.span):
            kept.append(source.text[position : edit.span.start])
            position = edit.span.end
        kept.append(source.text[position:])
        place = 0
        for part in kept:
            place = new.index(part, place) + len(part)


def cells(text: str, choose: Callable[[], bool]) -> list[str]:
    """A program cut into cells between top-level statements, with their comments, by choice."""
    lines = text.splitlines(keepends=True)
    starts = []
    for statement in ast.parse(text).body:
        decorators = getattr(statement, "decorator_list", [])
        row = min([statement.lineno, *(each.lineno for each in decorators)]) - 1
        while row and lines[row - 1].startswith("#"):
            row -= 1
        starts.append(row)
    cuts = [0, *(row for row in starts[1:] if choose()), len(lines)]
    return ["".join(lines[a:b]).strip("\n") for a, b in pairwise(cuts)]


def is_about_a_bare_expression(case: Case) -> bool:
    """Whether a finding is about an expression of its own, which a cell may be there to show."""
    rows = {claim["line"] for claim in case.header["finding"]}
    body = ast.parse(case.unfixed.read_text("utf-8")).body
    return any(isinstance(each, ast.Expr) and each.lineno in rows for each in body)


CUTTABLE = [case for case in PAIRS if not is_about_a_bare_expression(case)]


@given(case=some.sampled_from(CUTTABLE), data=some.data(), magics=some.booleans())
@settings(max_examples=80, deadline=None)
def test_fixing_commutes_with_cutting_into_cells(
    case: Case, data: some.DataObject, magics: bool
) -> None:
    assert case.fixed is not None
    parts = cells(case.unfixed.read_text("utf-8"), lambda: data.draw(some.booleans()))
    if magics:
        parts = [f"%config x = 1\n{part}\n!ls" for part in parts]
    result = fixed(case, written(document(*parts)), "program.ipynb")
    assert fixed(case, result, "program.ipynb") == result
    after = case.fixed.read_text("utf-8").split("\n")
    # A definition that has its cell for itself is moved, and stays: no cell is emptied.
    lines = [
        line
        for cell, part in zip(sources(result), parts, strict=True)
        if cell != part or not set(cell.split("\n")).isdisjoint(after)
        for line in cell.split("\n")
    ]
    assert [each for each in lines if each.strip() and each[0] not in "%!"] == [
        each for each in after if each.strip()
    ]
    assert all(cell.strip() for cell, part in zip(sources(result), parts, strict=True) if part)
