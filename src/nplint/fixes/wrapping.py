"""Wrap the lines that a repair makes longer than a formatter allows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

from nplint.finding import Edit, Fix, Location, Span
from nplint.fixes.apply import edited
from nplint.fixes.layout import Layout

# Strings and comments stand first: brackets and commas in them mean nothing. One that does not end
# takes the rest of the line, so that no text is read twice.
_PIECE = re.compile(
    r""""{3}|'{3}|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\#.*|[][(){},]|\b(?:for|lambda)\b"""
)
_TAB_WIDTH = 4


class _Brackets(NamedTuple):
    """The content of brackets, with the places behind commas, or else before each ``for``."""

    start: int
    end: int
    parts: list[int]
    is_comprehension: bool


def wrapped(fix: Fix, layout: Layout) -> Fix:
    """Return a fix that wraps each line of a file which it would make too long.

    A line is wrapped as formatters do it: what its outermost brackets hold goes to a line of its
    own, or else each part of that. Lines that were too long before, or have no such brackets, stay
    as the fix has them.
    """
    by_line: dict[tuple[Path, int], list[Edit]] = defaultdict(list)
    for edit in fix.edits:
        here = edit.path == layout.source.path
        by_line[edit.path, layout.line_start(edit.span.start) if here else 0].append(edit)
    edits: list[Edit] = []
    for (path, start), old in by_line.items():
        edits += _wrapped_line(layout, start, old) if path == layout.source.path else old
    return replace(fix, edits=tuple(edits)) if set(edits) != set(fix.edits) else fix


def _wrapped_line(layout: Layout, start: int, edits: list[Edit]) -> list[Edit]:
    stop = layout.line_stop(start)
    before = layout.text[start:stop]
    if any(edit.span.end > stop or re.search(r"[\r\n]", edit.replacement) for edit in edits):
        return edits
    if layout.source.code[start:stop] != before:  # a magic
        return edits
    moved = (
        edit._replace(span=Span(edit.span.start - start, edit.span.end - start)) for edit in edits
    )
    after = edited(before, moved)
    if _width(after) <= layout.line_length or _width(before) > layout.line_length:
        return edits
    lines = _split(after, layout.indentation(start), layout.continuation, layout.line_length)
    if not lines:
        return edits
    text = layout.source.newline.join(lines)
    head = _alike(before, text)
    tail = _alike(before[head:][::-1], text[head:][::-1])
    at = Location(layout.source.path, Span(start + head, stop - tail))
    return [at.replaced_by(text[head : len(text) - tail])]


def _alike(one: str, other: str) -> int:
    """Return how many first characters two texts have in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _split(line: str, indent: str, step: str, longest: int) -> list[str]:
    """Return a line wrapped at the longest of its outermost brackets; nothing if it has none."""
    found = max(_outermost(line), key=lambda each: each.end - each.start, default=None)
    if found is None:
        return []
    held = line[found.start : found.end].strip()
    inner = f"{indent}{step}{held}"
    first, last = line[: found.start], f"{indent}{line[found.end :]}"
    if not found.parts or (_width(inner) <= longest and not held.endswith(",")):
        return [first, inner, last]
    places = [found.start, *found.parts, found.end]
    parts = (line[one:other].strip(" \t,") for one, other in pairwise(places))
    comma = "" if found.is_comprehension else ","
    return [first, *(f"{indent}{step}{part}{comma}" for part in parts if part), last]


def _width(line: str) -> int:
    return len(line.expandtabs(_TAB_WIDTH))


def _outermost(line: str) -> list[_Brackets]:
    """Return the outermost brackets of a line; none where they do not match on it."""
    found: list[_Brackets] = []
    depth = start = 0
    commas: list[int] = []
    clauses: list[int] = []
    for piece in _PIECE.finditer(line):
        sign = piece[0]
        if sign in ('"""', "'''"):
            return []
        if sign in ("(", "[", "{"):
            if depth == 0:
                start, commas, clauses = piece.end(), [], []
            depth += 1
        elif sign in (")", "]", "}"):
            depth -= 1
            if depth < 0:
                return []
            if depth == 0 and start < piece.start():
                parts = clauses or [place + 1 for place in commas]
                found.append(_Brackets(start, piece.start(), parts, bool(clauses)))
        elif depth == 1 and sign == ",":
            commas.append(piece.start())
        elif depth == 1 and sign == "for":
            clauses.append(piece.start())
        elif depth == 1 and sign == "lambda":
            return []  # its commas part something else
    return found if depth == 0 else []
