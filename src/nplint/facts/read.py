"""One source file in, its facts out: parse once, walk once."""

from __future__ import annotations

import ast
import re

import libcst

from nplint.facts.convert_statements import Converter
from nplint.facts.guard import excess
from nplint.facts.scopes import ModuleFacts
from nplint.facts.tokens import OutOfStep, Tokens, scan, scan_with_tree
from nplint.source import SourceFile

_PLACE = re.compile(r"(?:\w+ error: )*error at (\d+):(\d+): ")
# How a notebook as a script marks its cells: jupytext and editors, and nbconvert.
_CELL = re.compile(r"^# ?(?:%%|In ?\[)", re.MULTILINE)


class Unparsable(Exception):
    """The text is not Python that libcst reads; ``row`` and ``column`` count from 1."""

    def __init__(self, reason: str, row: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row
        self.column = column


def read_facts(source: SourceFile) -> ModuleFacts:
    """Read a file's facts.

    Needs a deep Python stack: call it within ``nplint.process.in_deep_stack``.

    Raises
    ------
    Unparsable
        The text has a syntax error or is nested too deeply.
    """
    text = source.text
    too_much = excess(text)
    if too_much is not None:
        row, column, _ = source.position(too_much.offset)
        raise Unparsable(too_much.reason, row, column)
    module = _parse(source)
    facts, _ = _converted(source, module, scan(text))
    if facts is None:
        try:
            facts, reason = _converted(source, module, scan_with_tree(text, module))
        except OutOfStep as error:
            reason = str(error)
        if facts is None:
            raise Unparsable(f"the places of its parts cannot be told: {reason}", 1, 1)
    facts.has_cells = source.path.suffix == ".ipynb" or _CELL.search(text) is not None
    return facts


def _converted(
    source: SourceFile, module: libcst.Module, tokens: Tokens
) -> tuple[ModuleFacts | None, str]:
    facts = ModuleFacts(source.path)
    converter = Converter(source.text, facts, tokens)
    try:
        converter.module(module)
    except OutOfStep as error:
        return None, str(error)
    if converter.cursor.next_start() != converter.cursor.end:
        return None, "tokens are left over at the end"
    return facts, ""


def _parse(source: SourceFile) -> libcst.Module:
    try:
        return libcst.parse_module(source.text)
    except libcst.ParserSyntaxError as error:
        # The message names the place of the token; the attributes are coarser.
        reason = error.message.partition("\n")[0]
        place = _PLACE.match(reason)
        if place is None:
            raise _placed(reason, source.text) from error
        raise Unparsable(reason[place.end() :], int(place[1]), int(place[2])) from error
    except Exception as error:  # libcst checks some rules on the nodes, without their places
        raise _placed(str(error) or type(error).__name__, source.text) from error


def _placed(reason: str, text: str) -> Unparsable:
    """An error that libcst gives no place for, at the place where Python itself finds one."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return Unparsable(error.msg, error.lineno or 1, error.offset or 1)
    except (ValueError, MemoryError, RecursionError):
        pass
    return Unparsable(reason, 1, 1)
