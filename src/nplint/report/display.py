"""Small matters all formats share: paths as the user knows them, colours, positions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nplint.finding import Applicability, Finding, Span
from nplint.source.file import Position, SourceFile

Style = Callable[..., str]


def shown(path: Path) -> str:
    """The path relative to the working directory, where it lies below it."""
    text = str(path)
    below = os.path.join(os.getcwd(), "")
    return text.removeprefix(below) or text


def styler(color: bool) -> Style:
    """``click.style``, or what leaves text as it is."""
    if not color:
        return _plain
    from click import style

    return style


def _plain(text: str, **_: Any) -> str:
    return text


def is_safely_fixable(finding: Finding) -> bool:
    """Tell whether ``nplint fix`` repairs it without being told to take risks."""
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def start_and_end(
    path: Path, span: Span, sources: Mapping[Path, SourceFile]
) -> tuple[Position, Position] | None:
    """Return where a span starts and ends, if its file was read."""
    source = sources.get(path)
    if source is None:
        return None
    return source.position(span.start), source.position(span.end)


class Range(NamedTuple):
    """The lines and columns of a place, for readers who know of nothing else.

    ``place`` is how people are told of it. Formats that have no word for the cells of a
    notebook get its beginning, as from ruff, and the place in words.
    """

    start: Position
    end: Position
    place: str

    @property
    def in_cell(self) -> bool:
        """Tell whether it is a stand-in for a place in a cell of a notebook."""
        return self.place.startswith("cell")

    def words(self, message: str) -> str:
        """A message, in one line, with the place where the range cannot tell it."""
        message = " ".join(message.split())
        return f"{self.place}: {message}" if self.in_cell else message


def plain_range(path: Path, span: Span, sources: Mapping[Path, SourceFile]) -> Range:
    """The range of a span; the beginning of its file where that was not read."""
    first = Position(1, 1)
    start, end = start_and_end(path, span, sources) or (first, first)
    if start.cell is not None:
        return Range(first, first, str(start))
    return Range(start, end, str(start))
