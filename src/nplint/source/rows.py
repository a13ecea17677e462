"""The lines of a text that a span stands on, counted over the whole text."""

from __future__ import annotations

from nplint.finding import Span
from nplint.source.file import SourceFile


def rows_of(source: SourceFile, span: Span) -> tuple[int, int]:
    """The first and the last row (from 1) that a span has a character on.

    In a notebook, too, rows are those of the text as a whole, not of a cell.
    """
    return source.row(span.start), source.row(max(span.start, span.end - 1))
