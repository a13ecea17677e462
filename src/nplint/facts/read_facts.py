"""One source file in, its facts out: parse once, walk once."""

from __future__ import annotations

import ast
import re
import warnings
from typing import cast

from nplint.facts.convert_statements import Converter
from nplint.facts.expressions import Name
from nplint.facts.guard import excess
from nplint.facts.parser import Node, parse
from nplint.facts.pieces import pieces
from nplint.facts.scopes import ModuleFacts
from nplint.facts.tokens import OutOfStep, Tokens, scan, scan_around
from nplint.source import SourceFile
from nplint.system.timings import OFF, Timings

_PLACE = re.compile(r"(?:\w+ error: )*error at (\d+):(\d+): ")
_NAME = re.compile(r"[^\W\d]\w*")
# How a notebook as a script marks its cells: jupytext and editors, nbconvert, marimo.
_CELL = re.compile(r"^(?:# ?(?:%%|In ?\[)|@\w+\.cell\b)", re.MULTILINE)


class Unparsable(Exception):
    """The text is not Python that libcst reads; ``offset`` is where that shows."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def read_facts(
    source: SourceFile, timings: Timings = OFF
) -> tuple[ModuleFacts, tuple[Unparsable, ...]]:
    """Read a file's facts, and which of its cells had to be left out if it is a notebook.

    Needs a deep Python stack: call it within ``nplint.system.process.in_deep_stack``.

    Raises
    ------
    Unparsable
        The text has a syntax error or is nested too deeply.
    """
    try:
        return _facts(source, source.code, timings), ()
    except Unparsable:
        code, broken = _without_broken_parts(source, timings)
        if code is None:
            raise
    return _facts(source, code, timings), broken


def _without_broken_parts(
    source: SourceFile, timings: Timings
) -> tuple[str | None, tuple[Unparsable, ...]]:
    """The code with the parts blanked out that do not parse; None if that is all there is."""
    code = source.code
    broken: list[Unparsable] = []
    parts = list(source.parts())
    if parts == [(0, len(code))]:
        return None, ()
    for start, end in parts:
        part = SourceFile(source.path, code[start:end])
        try:
            _facts(part, part.text, timings)
        except Unparsable as error:
            # What is missing at the end of a cell is missed in its last line.
            offset = min(error.offset, len(part.text.rstrip()))
            broken.append(Unparsable(error.reason, start + offset))
            code = code[:start] + re.sub(r"[^\r\n]", " ", code[start:end]) + code[end:]
    return (code, tuple(broken)) if broken else (None, ())


def _facts(source: SourceFile, code: str, timings: Timings) -> ModuleFacts:
    too_much = excess(code)
    if too_much is not None:
        raise Unparsable(too_much.reason, too_much.offset)
    with timings.phase("walk"):
        tokens = scan(code)
    facts = _by_pieces(source, code, tokens, timings)
    if facts is None:
        with timings.phase("parse"):
            module = _parse(source, code)
        with timings.phase("walk"):
            facts = _walked(source, code, module, tokens)
    if code is not source.text:
        _note_blanked_names(facts, source.text, code)
    facts.has_cells = source.path.suffix == ".ipynb" or _CELL.search(source.text) is not None
    return facts


def _by_pieces(
    source: SourceFile, code: str, tokens: Tokens, timings: Timings
) -> ModuleFacts | None:
    """The facts of a text that can be parsed piece by piece; None where it cannot."""
    parts = pieces(code, tokens)
    if len(parts) == 1:
        return None
    facts = ModuleFacts(source.path)
    converter = Converter(code, facts, tokens)
    try:
        for part in parts:
            with timings.phase("parse"):
                module = parse(part)
            with timings.phase("walk"):
                converter.module(module)
    except Exception:  # whatever it is, the whole text shows it
        return None
    return facts if converter.cursor.next_start() == converter.cursor.end else None


def _walked(source: SourceFile, code: str, module: Node, tokens: Tokens) -> ModuleFacts:
    facts, _ = _converted(source, code, module, tokens)
    if facts is None:
        from nplint.facts import libcst_tree

        try:
            strings = libcst_tree.string_places(code, libcst_tree.parse(code))
            facts, reason = _converted(source, code, module, scan_around(code, strings))
        except OutOfStep as error:
            reason = str(error)
        if facts is None:
            raise Unparsable(f"the places of its parts cannot be told: {reason}", 0)
    return facts


def _note_blanked_names(facts: ModuleFacts, text: str, code: str) -> None:
    """Take for read at module level what a magic, or a cell that is left out, may read."""
    for match in _NAME.finditer(text):
        name = match.group()
        if name in facts.scope.bindings and not code.startswith(name, match.start()):
            read = Name(match.start(), match.end(), name, facts.scope)
            facts.reads.setdefault(name, []).append(read)


def _converted(
    source: SourceFile, code: str, module: Node, tokens: Tokens
) -> tuple[ModuleFacts | None, str]:
    facts = ModuleFacts(source.path)
    converter = Converter(code, facts, tokens)
    try:
        converter.module(module)
    except OutOfStep as error:
        return None, str(error)
    if converter.cursor.next_start() != converter.cursor.end:
        return None, "tokens are left over at the end"
    return facts, ""


def _parse(source: SourceFile, code: str) -> Node:
    try:
        return parse(code)
    except Exception:  # whatever it is, libcst itself says it
        return _parse_slowly(source, code)


def _parse_slowly(source: SourceFile, code: str) -> Node:
    """Parse as libcst itself does; tell what is wrong as Python does, where Python sees it."""
    from nplint.facts import libcst_tree

    try:
        return cast("Node", libcst_tree.parse(code))
    except Exception as error:
        found = _told_by_libcst(error, source)
        python_says = _python_says(code)
        if python_says is None:
            reason = "nplint's parser cannot read this, though Python can"
            raise Unparsable(reason, found.offset) from error
        raise _told_by_python(python_says, source, found.offset) from error


def _told_by_libcst(error: Exception, source: SourceFile) -> Unparsable:
    """Return the complaint of libcst, at the place of the token, which its message names."""
    said = getattr(error, "message", "") or str(error) or type(error).__name__
    reason = said.partition("\n")[0]
    place = _PLACE.match(reason)
    if place is None:
        return Unparsable(reason, 0)
    return Unparsable(reason[place.end() :], source.offset(int(place[1]), int(place[2])))


def _told_by_python(error: SyntaxError, source: SourceFile, otherwise: int) -> Unparsable:
    """Return the complaint of Python at its place, or at another one where it tells none.

    Before Python 3.12 an error within an f-string was placed as if the string were the file.
    """
    if error.lineno is None or error.msg.startswith("f-string: "):
        return Unparsable(error.msg, otherwise)
    return Unparsable(error.msg, source.offset(error.lineno, error.offset or 1))


def _python_says(code: str) -> SyntaxError | None:
    """What the Python that runs nplint finds wrong with the code; None if it takes it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return error
    except (ValueError, MemoryError, RecursionError) as error:
        return SyntaxError(str(error))
    return None
