"""Refuse what libcst's native parser cannot take, before it does.

It recurses on nesting and on chains of operators: some thousand nested brackets overflow even a
large stack and kill the process, and a chain of 5,000 operators takes it 22 s. A cheap look at
the whole text lets nearly every file pass; only a suspicious one is scanned.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nplint.facts.tokens import ESCAPED, STRING

DEEPEST = 800
LONGEST = 2_000
# Ten times the largest module of CPython's library; a table of 5 MB takes libcst over a minute.
LARGEST = 3_000_000
_LONG_LINE = 3_000
_ALL_BUT_BRACKETS = {code: None for code in range(128) if chr(code) not in "()[]{}"}
_CONTINUED = re.compile(r"[-+*/%@&|^.\"'\\][ \t]*\r?\n|\n[ \t]*(?:[-+*/%@&|^.]|and\b|or\b|elif\b)")
_PIECES = re.compile(
    rf"#[^\r\n]*|{ESCAPED}|{STRING}|[()\[\]{{}}]|\n|[,;]|\*\*|//|[-+*/%@&|^~.<>=]"
    r"|\b(?:and|or|not|in|is|if|else|elif|await|lambda)\b"
)


class Excess(NamedTuple):
    """What is too much for the parser, and where it gets too much."""

    reason: str
    offset: int


def excess(text: str) -> Excess | None:
    """What in a source text is too deep or too long for the parser, if anything is."""
    if len(text) > LARGEST:
        millions = f"{len(text) / 1e6:.1f} million characters"
        return Excess(f"the file has {millions}, more than are parsed in sensible time", 0)
    if _is_flat(text) and _is_short(text):
        return None
    counts = [0]
    for match in _PIECES.finditer(text):
        piece = match.group()
        if piece in "([{":
            counts[-1] += 1
            counts.append(0)
        elif piece in ")]}":
            del counts[max(1, len(counts) - 1) :]
        elif piece in ",;" or (piece == "\n" and len(counts) == 1):
            if not _goes_on(text, match.end()):
                counts[-1] = 0
        elif piece != "\n" and piece[0] not in "#\\":
            counts[-1] += 1
        if len(counts) > DEEPEST:
            return Excess(f"brackets are nested more than {DEEPEST} deep", match.start())
        if counts[-1] > LONGEST:
            reason = f"one expression or branch chains more than {LONGEST} parts"
            return Excess(reason, match.start())
    return None


def _goes_on(text: str, offset: int) -> bool:
    """Whether the next line goes on with an ``if`` chain."""
    return text.startswith("elif", offset)


def _is_flat(text: str) -> bool:
    """Whether brackets are surely not nested too deeply."""
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
    """Whether no expression surely is too long."""
    lines = text.split("\n")
    if max(map(len, lines)) > _LONG_LINE:
        return False
    if len(lines) < LONGEST // 2:
        return True
    return sum(1 for _ in _CONTINUED.finditer(text)) < LONGEST // 2
