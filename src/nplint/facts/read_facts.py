"""Read the facts of one source file: parse it once, walk its tree once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nplint.facts.convert_statements import Converter
from nplint.facts.expressions import Name
from nplint.facts.guard import excess, is_shallow
from nplint.facts.parser import Node, broken_parser, parse
from nplint.facts.pieces import pieces
from nplint.facts.python_parser import Complaint, complaint
from nplint.facts.scopes import ModuleFacts
from nplint.facts.tokens import OutOfStep, Tokens, scan, scan_around
from nplint.source import SourceFile
from nplint.system.process import HOST, NeedsOwnProcess, Process
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
    source: SourceFile, timings: Timings = OFF, process: Process = HOST
) -> tuple[ModuleFacts, tuple[Unparsable, ...]]:
    """Read a file's facts; of a notebook, without the cells that do not parse, which are reported.

    In a process of nplint's own this needs a deep stack: call it within the process's ``run``.

    Raises
    ------
    Unparsable
        The text has a syntax error or is nested too deeply.
    NeedsOwnProcess, RecursionError
        The process is somebody else's, in which this text cannot be read.
    InstallationError
        libcst is missing or broken.
    """
    try:
        return _Reader(source, timings, process).facts(source.code), ()
    except Unparsable:
        code, broken = _without_broken_parts(source, timings, process)
        if code is None:
            raise
    return _Reader(source, timings, process).facts(code), broken


def _without_broken_parts(
    source: SourceFile, timings: Timings, process: Process
) -> tuple[str | None, tuple[Unparsable, ...]]:
    """Return the code with the parts blanked out that do not parse; None if no part parses."""
    code = source.code
    broken: list[Unparsable] = []
    parts = list(source.parts())
    if parts == [(0, len(code))]:
        return None, ()
    for start, end in parts:
        part = SourceFile(source.path, code[start:end])
        try:
            _Reader(part, timings, process).facts(part.text)
        except Unparsable as error:
            # What a cell lacks at its end, such as a bracket, is reported in its last line.
            offset = min(error.offset, len(part.text.rstrip()))
            broken.append(Unparsable(error.reason, start + offset))
            code = code[:start] + re.sub(r"[^\r\n]", " ", code[start:end]) + code[end:]
    return (code, tuple(broken)) if broken else (None, ())


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the code of one file, in the way that the process allows.

    Where the process is nplint's own, libcst's parser is made to give light nodes, and where it
    refuses, nodes that it does not check. Both change libcst for everybody in the process while
    it parses. So elsewhere libcst is used as it is, which gives the same facts; what it objects
    to without reason is left to a process of nplint's own.
    """

    source: SourceFile
    timings: Timings
    process: Process

    def facts(self, code: str) -> ModuleFacts:
        """Return the facts of the file, whose code is this."""
        too_much = excess(code)
        if too_much is not None:
            raise Unparsable(too_much.reason, too_much.offset)
        if not self.process.owned and not is_shallow(code):
            raise NeedsOwnProcess("the text is nested too deeply for an ordinary stack")
        with self.timings.phase("walk"):
            tokens = scan(code)
        facts = self._by_pieces(code, tokens)
        if facts is None:
            with self.timings.phase("parse"):
                module = self._parse(code)
            with self.timings.phase("walk"):
                facts = self._walked(code, module, tokens)
        if code is not self.source.text:
            _note_blanked_names(facts, self.source.text, code)
        is_notebook = self.source.path.suffix == ".ipynb"
        facts.has_cells = is_notebook or _CELL.search(self.source.text) is not None
        return facts

    def _by_pieces(self, code: str, tokens: Tokens) -> ModuleFacts | None:
        """The facts of a text that can be parsed piece by piece; None where it cannot."""
        parts = pieces(code, tokens)
        if len(parts) == 1:
            return None
        facts = ModuleFacts(self.source.path)
        converter = Converter(code, facts, tokens)
        parse = self._quick_parser()
        try:
            for part in parts:
                with self.timings.phase("parse"):
                    module = parse(part)
                with self.timings.phase("walk"):
                    converter.module(module)
        except Exception:  # whatever it is, parsing the whole text will raise it
            return None
        return facts if converter.cursor.next_start() == converter.cursor.end else None

    def _walked(self, code: str, module: Node, tokens: Tokens) -> ModuleFacts:
        facts, _ = _converted(self.source, code, module, tokens)
        if facts is None:
            libcst_tree = _libcst_tree()
            tree = libcst_tree.parse_unchecked(code) if self.process.owned else module
            try:
                strings = libcst_tree.string_places(code, tree)
                facts, reason = _converted(self.source, code, module, scan_around(code, strings))
            except OutOfStep as error:
                reason = str(error)
            if facts is None:
                raise Unparsable(f"nplint cannot match this text with its syntax tree: {reason}", 0)
        return facts

    def _quick_parser(self) -> Callable[[str], Node]:
        return parse if self.process.owned else _libcst_tree().parse_checked

    def _parse(self, code: str) -> Node:
        parse = self._quick_parser()
        try:
            return parse(code)
        except Exception:  # whatever it is, libcst's own parser will tell
            return self._parse_slowly(code)

    def _parse_slowly(self, code: str) -> Node:
        """Parse as libcst itself does, whose errors tell what is wrong."""
        libcst_tree = _libcst_tree()
        parse: Callable[[str], Node] = libcst_tree.parse_checked
        if self.process.owned:
            parse = libcst_tree.parse_unchecked
        try:
            return parse(code)
        except Exception as error:
            if self.process.is_too_small_for(error):
                raise
            if not libcst_tree.works():
                raise broken_parser(error) from error
            if not self.process.owned and not libcst_tree.is_syntax_error(error):
                raise NeedsOwnProcess("libcst objects to what may be Python") from error
            found = _told_by_libcst(error, self.source)
            python_says = complaint(code, self.process)
            if python_says is None:
                reason = "nplint's parser cannot read this, though Python can"
                raise Unparsable(reason, found.offset) from error
            raise _told_by_python(python_says, self.source, found.offset) from error


def _libcst_tree() -> Any:
    """The module that imports libcst, which most runs of the command do without."""
    try:
        from nplint.facts import libcst_tree
    except RecursionError:
        raise
    except Exception as error:  # the loader's errors are many
        raise broken_parser(error) from error
    return libcst_tree


def _note_blanked_names(facts: ModuleFacts, text: str, code: str) -> None:
    """Count the names in a magic, or in a cell that is left out, as read at module level."""
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


def _told_by_libcst(error: Exception, source: SourceFile) -> Unparsable:
    """Return the complaint of libcst, at the place of the token, which its message names."""
    said = getattr(error, "message", "") or str(error) or type(error).__name__
    reason = said.partition("\n")[0]
    place = _PLACE.match(reason)
    if place is None:
        return Unparsable(reason, 0)
    return Unparsable(reason[place.end() :], source.offset(int(place[1]), int(place[2])))


def _told_by_python(said: Complaint, source: SourceFile, otherwise: int) -> Unparsable:
    """Return the complaint of Python at its place, or at another one where it tells none.

    Before Python 3.12 an error within an f-string was placed as if the string were the file.
    """
    if said.row is None or said.reason.startswith("f-string: "):
        return Unparsable(said.reason, otherwise)
    return Unparsable(said.reason, source.offset(said.row, said.column))
