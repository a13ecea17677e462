"""One source file in, its facts out: parse once, walk once."""

from __future__ import annotations

import re
import libcst

from nplint.facts.convert_statements import Converter
from nplint.facts.scopes import ModuleFacts
from nplint.facts.tokens import OutOfStep, Tokens, scan, scan_with_tree
from nplint.source import SourceFile

# libcst's native parser recurses on nesting and on chains of operators: about 3,000 nested
# brackets overflow even a large stack, and a chain of 5,000 operators takes it 22 s.
DEEPEST_NESTING = 800
LONGEST_CHAIN = 2_000
_BRACKETS = re.compile(r"[()\[\]{}]")
_CHAIN = re.compile(r"[-+*/%@&|^<>=~.]|\b(?:and|or|not|in|is|if|else|await|lambda)\b|[(\[,\n]")


class Unparsable(Exception):
    """The text is not Python that libcst reads; ``row`` and ``column`` count from 1."""

    def __init__(self, reason: str, row: int, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row
        self.column = column


def read_facts(source: SourceFile) -> ModuleFacts:
    """Read a file's facts.

    Needs a deep Python stack: call it from ``nplint.process``.

    Raises
    ------
    Unparsable
        The text has a syntax error or is nested too deeply.
    """
    text = source.text
    _refuse_too_deep(source)
    module = _parse(source)
    facts, _ = _converted(source, module, scan(text))
    if facts is None:
        try:
            facts, reason = _converted(source, module, scan_with_tree(text, module))
        except OutOfStep as error:
            reason = str(error)
        if facts is None:
            raise Unparsable(f"the places of its parts cannot be told: {reason}", 1, 1)
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
        reason = error.message.partition("\n")[0]
        raise Unparsable(reason, error.raw_line, error.raw_column + 1) from error
    except Exception as error:  # libcst checks some rules on the nodes, without their places
        raise Unparsable(str(error) or type(error).__name__, 1, 1) from error


def _refuse_too_deep(source: SourceFile) -> None:
    text = source.text
    if text.count("(") + text.count("[") + text.count("{") < DEEPEST_NESTING:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += 1 if match.group() in "([{" else -1
        if depth > DEEPEST_NESTING:
            row, column = source.position(match.start())
            reason = f"brackets are nested more than {DEEPEST_NESTING} deep"
            raise Unparsable(reason, row, column)
        depth = max(depth, 0)
