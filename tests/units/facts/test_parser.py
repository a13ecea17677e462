"""The parser's light nodes say what libcst's own say, and leave libcst as it was."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import libcst
import pytest

from nplint.facts import libcst_tree, parser
from nplint.facts import read_facts as read
from nplint.facts.packing import pack
from nplint.source import SourceFile, read_source
from tests.helpers.own_process import read_facts
from tests.units.facts.test_read_facts import EVERYTHING, SAMPLES, STANDARD

PATTERNS = """
match a:
    case 1 | None | b.c: pass
    case [x, *_] | (x, *y): pass
    case x, *y: pass
    case [] | (): pass
    case {"k": v, **rest}: pass
    case A(1, k=x) as y: pass
    case (x): pass
"""


def facts_of(text: str) -> bytes:
    return pack(read_facts(SourceFile(Path("m.py"), text))[0])


@pytest.mark.parametrize("text", [EVERYTHING, PATTERNS, *(STANDARD / name for name in SAMPLES)])
def test_light_nodes_say_what_those_of_libcst_say(
    text: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(text, Path):
        text = read_source(text, text.read_bytes()).text
    light = facts_of(text)
    monkeypatch.setattr(read, "parse", libcst_tree.parse_unchecked)
    assert facts_of(text) == light


def test_what_the_parser_cannot_make_light_is_read_as_libcst_makes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    light = facts_of(EVERYTHING)

    def refuse(text: str) -> parser.Node:
        raise AttributeError("some class that a later parser asks for")

    monkeypatch.setattr(read, "parse", refuse)
    assert facts_of(EVERYTHING) == light


def test_what_libcst_would_object_to_is_read() -> None:
    source = SourceFile(Path("m.py"), "x = 1if y else 2\n")
    assert read_facts(source)[1] == ()


def test_a_light_node_has_the_fields_of_libcst_and_no_whitespace() -> None:
    assign = parser.parse("x: int = f(1)  # why\n").body[0].body[0]
    assert parser.kind_of(assign) == "AnnAssign"
    assert set(vars(assign)) <= set(libcst.AnnAssign.__dataclass_fields__)
    assert (assign.target.value, assign.value.func.value) == ("x", "f")
    assert assign.type is None
    assert assign.value.whitespace_after_func is None


def test_libcst_is_as_it_was() -> None:
    with pytest.raises(Exception):  # noqa: B017 - the tree says what it is
        parser.parse("x = = 1\n")
    parser.parse("x = 1\n")
    libcst_tree.parse_unchecked("x = 1if y else 2\n")
    assert sys.modules["libcst"] is libcst
    assert isinstance(libcst.parse_module("x = 1\n"), libcst.Module)
    with pytest.raises(libcst.CSTValidationError):
        libcst.Name("")


PROGRAM = """
import sys
from pathlib import Path
from nplint.facts import read_facts as read
from nplint.facts import parser
from nplint.source import SourceFile
from nplint.system.process import own_process
from nplint.system.timings import OFF
parser.parse("x = 1")
assert "libcst" not in sys.modules
try:
    read.read_facts(SourceFile(Path("m.py"), "x = = 1"), OFF, own_process())
except read.Unparsable as error:
    print(error.reason, error.offset)
import libcst
import libcst.native
print(libcst.parse_module("x = 1").code, libcst.native is sys.modules["libcst.native"])
parser.parse("x = 1")
"""


def test_libcst_can_be_imported_once_its_parser_was_used() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert "invalid syntax" in done.stdout and "x = 1 True" in done.stdout


def test_a_light_node_lacks_nothing_that_is_asked_for() -> None:
    """What libcst's nodes have by default, and the walk reads, is None in a light one."""
    classes = [each for each in vars(libcst).values() if isinstance(each, type)]
    absent = {
        field.name
        for each in classes
        if issubclass(each, libcst.CSTNode)
        for field in fields(each)
        if field.default in (None, libcst.MaybeSentinel.DEFAULT)
    }
    folder = Path(parser.__file__).parent
    read_by_the_walk = {
        node.attr
        for path in folder.glob("convert_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    lacking = {name for name in absent & read_by_the_walk if not hasattr(parser.Node(), name)}
    assert lacking == {"star"}  # a parameter's, but what is read is an argument's
