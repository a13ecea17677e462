"""Fixing commutes with how a file is laid out: line ends, tabs, a mark, what stands around."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import libcst
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from nplint import engine
from nplint.settings import SettingsTable
from tests.lanes.programs import Case, cases

PAIRS = [
    case
    for case in cases()
    if not case.clean
    and case.unfixed.name == "unfixed.py"
    and all(claim["fix"] != "none" for claim in case.header["finding"])
    and b"\r" not in case.unfixed.read_bytes()
]
OPTIONS = SettingsTable(target_numpyro="any", isolated=True, unsafe_fixes=True)


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


def fixed(data: bytes) -> bytes:
    """The bytes of a program after ``nplint fix --write``."""
    with TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "program.py"
        path.write_bytes(data)
        changes = engine.fix([path], OPTIONS).changes
        return changes[0].source.encode(changes[0].new_text) if changes else data


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
    for layout in sorted(layouts, key=lambda name: name == "crlf"):
        before, after = LAYOUTS[layout](before), LAYOUTS[layout](after)
    prefix = codecs.BOM_UTF8 if mark else b""
    result = fixed(prefix + before.encode())
    if "trailing space" in layouts:  # which of two blank lines stays is the fixer's choice
        assert strip_blanks(result) == strip_blanks(prefix + after.encode())
    else:
        assert result == prefix + after.encode()
    assert fixed(result) == result
    libcst.parse_module(result)


def strip_blanks(data: bytes) -> bytes:
    return re.sub(rb"^[ \t]+(?=\r?$)", b"", data, flags=re.MULTILINE)


@pytest.mark.parametrize("case", PAIRS[::7], ids=lambda case: case.name)
def test_every_byte_outside_the_edits_stays(case: Case) -> None:
    result = engine.check([case.unfixed], OPTIONS)
    source = result.sources[case.unfixed]
    for finding in result.findings:
        assert finding.fix is not None
        new = engine.fix([case.unfixed], OPTIONS).changes[0].new_text
        kept = []
        position = 0
        for edit in finding.fix.edits:
            kept.append(source.text[position : edit.span.start])
            position = edit.span.end
        kept.append(source.text[position:])
        place = 0
        for part in kept:
            place = new.index(part, place) + len(part)
