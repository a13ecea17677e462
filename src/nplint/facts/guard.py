"""Refuse texts that would crash libcst's native parser, or keep it busy for minutes.

The parser recurses on nesting and on chains of operators: brackets that are nested deeply enough
overflow even a large stack and kill the process, and a long chain takes it far too long
(docs/performance.md). A cheap look at the whole text lets nearly every file pass; only a suspicious
one is scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nplint.facts.tokens import ESCAPED, STRING

DEEPEST = 800
LONGEST = 2_000
# Far beyond what people write, and what libcst reads in sensible time.
LARGEST = 3_000_000
_LONG_LINE = 3_000
_ALL_BUT_BRACKETS = {code: None for code in range(128) if chr(code) not in "()[]{}"}
_CONTINUED = re.compile(r"[-+*/%@&|^.\"'\\][ \t]*\r?\n|\n[ \t]*(?:[-+*/%@&|^.]|and\b|or\b|elif\b)")
# A statement with one of these first words never stands within brackets: where some seem to be open
# there, they were left open by mistake.
_STATEMENT = (
    r"(?<![^\r\n])[ \t\f]*(?:assert|break|class|continue|def|del|global|import|nonlocal|pass|raise"
    r"|return|try|while|with)\b"
)
_PIECES = re.compile(
    rf"(?P<statement>{_STATEMENT})|#[^\r\n]*|{ESCAPED}|{STRING}|[()\[\]{{}}]|\n|[,;]|\*\*|//"
    r"|[-+*/%@&|^~.<>=]|\b(?:and|or|not|in|is|if|else|elif|await|lambda)\b"
)
_BLOCK = re.compile(
    r"([ \t\f]*)(async|case|class|def|elif|else|except|finally|for|if|match|try|while|with)\b"
)


class Excess(NamedTuple):
    """A nesting too deep or a text too long for the parser, and the place where it gets so."""

    reason: str
    offset: int


def excess(text: str) -> Excess | None:
    """Return what in a source text is too deep or too long for the parser, if anything is."""
    if len(text) > LARGEST:
        millions = f"{len(text) / 1e6:.1f} million characters"
        return Excess(f"the file has {millions}, more than can be parsed in sensible time", 0)
    if _is_flat(text) and _is_short(text):
        return None
    for offset, open_, parts in _nesting(text):
        if open_ >= DEEPEST:
            return Excess(f"brackets are nested more than {DEEPEST} deep", offset)
        if parts > LONGEST:
            reason = f"one expression or branch chains more than {LONGEST} parts"
            return Excess(reason, offset)
    return None


def is_shallow(text: str) -> bool:
    """Tell whether libcst's parser gets by with the stack of an ordinary thread.

    The limits follow from what a level of brackets, a part of a chain, a block and a branch take
    of the stack (docs/performance.md). Hardly anything that people write comes near them.
    """
    text = "\n" + text.replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[tuple[int, int]] = []  # the indent of each, and the `elif`s so far
    for offset, open_, parts in _nesting(text):
        if open_ > 20 or parts > 300:
            return False
        block = _BLOCK.match(text, offset + 1) if text[offset] == "\n" and not open_ else None
        if block is None:
            continue
        indent = len(block[1])
        while blocks and blocks[-1][0] > indent:
            blocks.pop()
        before = blocks.pop()[1] if blocks and blocks[-1][0] == indent else 0
        blocks.append((indent, before + 1 if block[2] == "elif" else 0))
        if len(blocks) > 12 or sum(branches for _, branches in blocks) > 100:
            return False
    return True


def _nesting(text: str) -> Iterator[tuple[int, int, int]]:
    """Give the offset of each piece of a text, the brackets open there, and the parts before it.

    These parts are those of all expressions, one within the other, that the piece stands in.
    """
    counts = [0]
    total = 0
    for match in _PIECES.finditer(text):
        piece = match.group()
        if match.lastgroup == "statement":
            counts = [0]
            total = 0
        elif piece in "([{":
            counts[-1] += 1
            total += 1
            counts.append(0)
        elif piece in ")]}":
            if len(counts) > 1:
                total -= counts.pop()
        elif piece in ",;" or (piece == "\n" and len(counts) == 1):
            if not _goes_on(text, match.end()):
                total -= counts[-1]
                counts[-1] = 0
        elif piece != "\n" and piece[0] not in "#\\":
            counts[-1] += 1
            total += 1
        yield match.start(), len(counts) - 1, total


def _goes_on(text: str, offset: int) -> bool:
    """Tell whether the next line goes on with an ``if`` chain."""
    return text.startswith("elif", offset)


def _is_flat(text: str) -> bool:
    """Tell whether brackets are surely not nested too deeply."""
    brackets = text.translate(_ALL_BUT_BRACKETS) if text.isascii() else _brackets(text)
    while len(brackets) >= DEEPEST:
        before = len(brackets)
        brackets = brackets.replace("()", "").replace("[]", "").replace("{}", "")
        if before - len(brackets) < before // 50:
            return False
    return True


def _brackets(text: str) -> str:
    return "".join(re.findall(r"[()\[\]{}]+", text))


def _is_short(text: str) -> bool:
    """Tell whether no expression surely is too long."""
    lines = text.split("\n")
    if max(map(len, lines)) > _LONG_LINE:
        return False
    if len(lines) < LONGEST // 2:
        return True
    return sum(1 for _ in _CONTINUED.finditer(text)) < LONGEST // 2
