"""Unified diffs that ``git apply`` and ``patch`` take; those of notebooks are to be read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from nplint.report.display import Style, shown
from nplint.source.file import SourceFile, TextChange

_CONTEXT = 3
_NO_NEWLINE = "\n\\ No newline at end of file\n"


class _Block(NamedTuple):
    """Lines ``a`` to ``b`` of the old text give way to lines ``c`` to ``d`` of the new one."""

    a: int
    b: int
    c: int
    d: int


def unified(old: SourceFile, new_text: str) -> str:
    """The diff that turns a file's text into the new one, empty where they are alike.

    A notebook has one for each cell, as ruff writes them.
    """
    name = shown(old.path).replace(os.sep, "/")
    return "".join(_change(name, change, old.bom) for change in old.changes(new_text))


def _change(name: str, change: TextChange, bom: bool) -> str:
    cell, before, after = change
    if cell is not None:
        head = f"{_name(name).rstrip()}:cell {cell}"
        return f"--- {head}\n+++ {head}\n{_body(_closed(before), _closed(after))}"
    # A byte order mark is no part of the text but stands in the file's first line.
    mark = "\ufeff" if bom else ""
    name = name.lstrip("/")
    head = f"--- {_name('a/' + name)}\n+++ {_name('b/' + name)}\n"
    return head + _body(mark + before, mark + after)


def _closed(text: str) -> str:
    """A cell's text with an end to its last line, whose lack means nothing."""
    return text if not text or text.endswith("\n") else text + "\n"


def _body(old: str, new: str) -> str:
    """The hunks that turn one text into another."""
    before, after = _lines(old), _lines(new)
    parts: list[str] = []
    for hunk in _hunks(_changed(before, after)):
        first, last = hunk[0], hunk[-1]
        lead = min(_CONTEXT, first.a)
        tail = min(_CONTEXT, len(before) - last.b)
        old_range = _range(first.a - lead, last.b + tail)
        new_range = _range(first.c - lead, last.d + tail)
        parts.append(f"@@ -{old_range} +{new_range} @@\n")
        position = first.a - lead
        for block in hunk:
            parts += (_line(" ", line) for line in before[position : block.a])
            parts += (_line("-", line) for line in before[block.a : block.b])
            parts += (_line("+", line) for line in after[block.c : block.d])
            position = block.b
        parts += (_line(" ", line) for line in before[position : position + tail])
    return "".join(parts)


def _lines(text: str) -> list[str]:
    """The lines as ``patch`` sees them: nothing but a line feed ends one."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _changed(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    """Return where the texts differ; what they share at both ends is not compared twice."""
    start, shorter = 0, min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    matcher = SequenceMatcher(
        None, before[start : len(before) - end], after[start : len(after) - end]
    )
    return [
        _Block(a + start, b + start, c + start, d + start)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _hunks(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks whose lines of context touch go together."""
    hunk: list[_Block] = []
    for block in blocks:
        if hunk and block.a - hunk[-1].b > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _line(sign: str, line: str) -> str:
    return sign + line + ("" if line.endswith("\n") else _NO_NEWLINE)


def _name(path: str) -> str:
    """The path as git writes it in a header."""
    if any(each in path for each in '"\\\n\t\r'):
        quoted = "".join(_ESCAPES.get(each, each) for each in path)
        return f'"{quoted}"'
    return path + "\t" if " " in path else path


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def encoded(diff: str, source: SourceFile) -> bytes:
    """The diff as a patch of the file's own bytes: header as the system writes paths."""
    old, new, body = diff.split("\n", 2)
    return os.fsencode(f"{old}\n{new}\n") + body.encode(source.encoding, "backslashreplace")


def colored(diff: str, style: Style) -> str:
    """The diff for a terminal."""
    lines = []
    for line in diff.split("\n")[:-1]:
        if line.startswith(("--- ", "+++ ")):
            line = style(line, bold=True)
        elif line[:1] in _COLORS:
            line = style(line, fg=_COLORS[line[0]])
        lines.append(line + "\n")
    return "".join(lines)


_COLORS = {"-": "red", "+": "green", "@": "cyan"}
