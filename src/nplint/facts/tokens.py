"""Where each atom and bracket of a source text stands, at a fraction of a parse.

libcst nodes carry no positions, and its position provider costs twice a parse. But the names,
literals and brackets of a text follow each other as the leaves of its tree do: one pass of a
regular expression finds the former, and reading both in step, each text compared, places
every node exactly. Where the pass and the tree disagree (nested quotes in f-strings), the
places of the strings are taken from libcst's own code generation instead.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import libcst
from libcst._nodes.internal import CodegenState

from nplint.facts.places import SHARED, SHARED_BELOW

_NUMBER = (
    r"0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+"
    r"|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJ]?"
)
STRING = (
    r"(?:[rRbBuUfFtT]{0,2})(?:"
    r"'''(?:[^\\']|\\[\s\S]|'(?!''))*'''"
    r'|"""(?:[^\\"]|\\[\s\S]|"(?!""))*"""'
    r"|'(?:[^\\'\r\n]|\\\r\n|\\[\s\S])*'"
    r'|"(?:[^\\"\r\n]|\\\r\n|\\[\s\S])*")'
)
# Python's identifiers hold more of Unicode than ``\w`` does: combining marks, for one.
# What is no letter, digit, underscore or beyond ASCII; compiled in a fifth of the time of what is.
_NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*"
# A backslash takes what follows along: a quote behind one opens no string, so that a file has at
# most one string without an end to look for.
ESCAPED = r"\\(?:\r\n|[\s\S])"
# What stands between: skipped in one go, and no match ever fails behind it, so that none starts anew
# within it. The names come first, as most tokens are.
_BETWEEN = r"[\x00-!$%&*+,/:-@^`|~\x7f-]*"
_REST = rf"[()\[\]{{}}]|#[^\r\n]*|(?:{_NUMBER})|{ESCAPED}"
_SCAN = re.compile(
    rf"{_BETWEEN}((?![rRbBuUfFtT]{{1,2}}['\"]){_NAME}|{_REST}|{STRING}|['\".\\]|\Z)"
)
_SCAN_WITHOUT_STRINGS = re.compile(rf"{_BETWEEN}({_NAME}|{_REST}|['\".\\]|\Z)")
_NO_TOKENS = {*keyword.kwlist, "'", '"', ".", "\\", ""} - {"True", "False", "None"}


class OutOfStep(Exception):
    """The tokens and the tree's leaves disagree."""


class Tokens(NamedTuple):
    """The texts and start offsets of a file's atoms and brackets, in order."""

    texts: list[str]
    starts: list[int]


def scan(text: str) -> Tokens:
    """Find the atoms and brackets of a source text."""
    texts: list[str] = []
    starts: list[int] = []
    _collect(_SCAN, text, 0, len(text), texts, starts)
    return Tokens(texts, starts)


def scan_with_tree(text: str, module: libcst.Module) -> Tokens:
    """The same, with the strings placed by generating the tree's code (slow, exact).

    Raises
    ------
    OutOfStep
        The tree does not give back the text it was parsed from.
    """
    state = _StringPlaces(module.default_indent, module.default_newline)
    module._codegen(state)
    if "".join(state.tokens) != text:
        raise OutOfStep("the parsed tree does not give back the text")
    texts: list[str] = []
    starts: list[int] = []
    position = 0
    for start, end in state.strings:
        _collect(_SCAN_WITHOUT_STRINGS, text, position, start, texts, starts)
        texts.append(text[start:end])
        starts.append(start)
        position = end
    _collect(_SCAN_WITHOUT_STRINGS, text, position, len(text), texts, starts)
    return Tokens(texts, starts)


def _collect(
    pattern: re.Pattern[str], text: str, start: int, end: int, texts: list[str], starts: list[int]
) -> None:
    for match in pattern.finditer(text, start, end):
        token = match[1]
        if token not in _NO_TOKENS and token[0] not in "#\\":
            texts.append(token)
            place = match.start(1)
            starts.append(SHARED[place] if place < SHARED_BELOW else place)


_STRINGS = (libcst.SimpleString, libcst.FormattedString, libcst.TemplatedString)


class _StringPlaces(CodegenState):
    """Generates code and notes where the outermost strings begin and end."""

    def __init__(self, indent: str, newline: str) -> None:
        super().__init__(default_indent=indent, default_newline=newline)
        self.offset = 0
        self.depth = 0
        self.strings: list[tuple[int, int]] = []

    def add_token(self, value: str) -> None:
        super().add_token(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        super().add_indent_tokens()
        self.offset += sum(map(len, self.indent_tokens))

    @contextmanager
    def record_syntactic_position(
        self,
        node: libcst.CSTNode,
        *,
        start_node: libcst.CSTNode | None = None,
        end_node: libcst.CSTNode | None = None,
    ) -> Iterator[None]:
        if not isinstance(node, _STRINGS):
            yield
            return
        start = self.offset
        self.depth += 1
        yield
        self.depth -= 1
        if self.depth == 0:
            self.strings.append((start, self.offset))
