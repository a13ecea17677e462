"""Find the places of all names, literals and brackets of a source text.

libcst's nodes carry no positions, and its position provider takes longer than the parser. But the
names, literals and brackets of a text come in the order of the leaves of its tree. One pass of a
regular expression finds them, and the converter reads tokens and leaves in step (``cursor.py``) and
compares their texts, which places every node exactly. Where the two disagree (nested quotes in
f-strings), the places of the strings are taken from libcst's code generation (``libcst_tree.py``).
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from typing import NamedTuple

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
# So a name is recognised by the ASCII characters that it cannot hold: a set of all characters that
# it can hold compiles slowly.
_NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*"
# A backslash takes what follows along: a quote behind one opens no string, so that a file has at
# most one string without an end to look for.
ESCAPED = r"\\(?:\r\n|[\s\S])"
# The characters between tokens are skipped at once. Some token always matches after them, so that
# the search never starts again within them. Names come first, as most tokens are names.
_BETWEEN = r"[\x00-!$%&*+,/:-@^`|~\x7f-]*"
_REST = rf"[()\[\]{{}}]|#[^\r\n]*|(?:{_NUMBER})|{ESCAPED}"
_SCAN = re.compile(rf"{_BETWEEN}((?![rRbBuUfFtT]{{1,2}}['\"]){_NAME}|{_REST}|{STRING}|['\".\\]|\Z)")
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


def scan_around(text: str, strings: Iterable[tuple[int, int]]) -> Tokens:
    """Find the atoms and brackets of a text whose outermost strings stand at known places."""
    texts: list[str] = []
    starts: list[int] = []
    position = 0
    for start, end in strings:
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
