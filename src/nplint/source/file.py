"""A source file as text, with what is needed to write it back byte for byte."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nplint.finding import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE = "cannot be read as text"


class Position(NamedTuple):
    """Row and column, both counted from 1; the column counts characters.

    In a notebook the row counts within the cell, and ``cell`` counts all cells from 1.
    """

    row: int
    column: int
    cell: int | None = None

    def __str__(self) -> str:
        place = f"{self.row}:{self.column}"
        return place if self.cell is None else f"cell {self.cell}:{place}"


class TextChange(NamedTuple):
    """The present and the new text of a file, or of a cell of a notebook."""

    cell: int | None
    before: str
    after: str


class UnreadableSource(Exception):
    """The file's bytes are not text in its declared encoding, or not a notebook.

    ``reason`` says so in a clause that has the file for its subject; ``offset`` is the first
    offending byte where that is known.
    """

    def __init__(self, reason: str, offset: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True, eq=False, repr=False)
class SourceFile:
    """A file's text with its line endings as they stand, without a byte order mark."""

    path: Path
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    _starts: Sequence[int] | None = field(default=None, repr=False)

    @property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            # Every file with a finding keeps them: an array takes far less memory than a list.
            ends = (match.end() for match in _LINE_END.finditer(self.text))
            self._starts = array("L", chain((0,), ends))
        return self._starts

    @property
    def newline(self) -> str:
        r"""The line ending the file uses first, ``"\n"`` where it has none."""
        match = _LINE_END.search(self.text)
        return match.group() if match else "\n"

    @property
    def code(self) -> str:
        """The Python to parse: as long as the text, with the same lines."""
        return self.text

    def parts(self) -> Iterator[tuple[int, int]]:
        """Return the spans of the parts that parse by themselves: the cells of a notebook."""
        yield 0, len(self.text)

    def part_at(self, offset: int) -> tuple[SourceFile, int]:
        """The part that an offset lies in as a file of its own, and where it starts in this one."""
        return self, 0

    def row(self, offset: int) -> int:
        """The row of a character offset in the whole text, whatever its parts."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """Row and column of a character offset, as its author counts them."""
        row = self.row(offset)
        return Position(row, offset - self.line_starts[row - 1] + 1)

    def offset(self, row: int, column: int) -> int:
        """The character offset of a row of the text and a column; one past the end is the end."""
        starts = self.line_starts
        start = starts[row - 1] if row <= len(starts) else len(self.text)
        return min(start + column - 1, len(self.text))

    def line(self, row: int) -> str:
        """The text of a row of the text (from 1) without its line ending."""
        starts = self.line_starts
        end = starts[row] if row < len(starts) else len(self.text)
        return self.text[starts[row - 1] : end].rstrip("\r\n")

    def with_text(self, text: str) -> SourceFile:
        """The same file with another text."""
        return replace(self, text=text, _starts=None)

    def lets_edit(self, span: Span, local: bool) -> bool:
        """Return whether a fix may edit a span; ``local`` is as in ``finding.Fix``."""
        return True

    def changes(self, text: str) -> Iterator[TextChange]:
        """Return what is to be changed so that the file has a new text; nothing if it has it."""
        if text != self.text:
            yield TextChange(None, self.text, text)

    def encode(self, text: str) -> bytes:
        """The bytes to write for a new text of this file, in its encoding and with its mark."""
        data = text.encode(self.encoding)
        return codecs.BOM_UTF8 + data if self.bom else data


def read_module(path: Path, data: bytes) -> SourceFile:
    """Decode a Python file's bytes as Python would (PEP 263).

    Raises
    ------
    UnreadableSource
        The encoding is unknown, or the bytes are not text in it.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UnreadableSource(f"{_UNREADABLE}: {error}") from error
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        text = data[len(codecs.BOM_UTF8) if bom else 0 :].decode(encoding)
    except UnicodeDecodeError as error:
        offset = error.start + (len(codecs.BOM_UTF8) if bom else 0)
        place = place_in(data, offset, encoding)
        reason = f"{place} is not {encoding} text; save it as UTF-8, or declare its encoding"
        raise UnreadableSource(f"{_UNREADABLE}: {reason}", offset) from error
    except (LookupError, ValueError) as error:  # a codec that is not one of text, or gives up
        raise UnreadableSource(f"{_UNREADABLE}: {error}") from error
    if "\0" in text:
        offset = data.find(b"\0")
        reason = "the file contains a null byte"
        if offset >= 0:
            reason += f" at {row_and_column(data, offset, encoding)}"
        raise UnreadableSource(f"{_UNREADABLE}: {reason}", offset if offset >= 0 else None)
    return SourceFile(path, text, encoding, bom)


def place_in(data: bytes, offset: int, encoding: str) -> str:
    """Return the words for a byte of a file and its place."""
    return f"byte 0x{data[offset]:02x} at {row_and_column(data, offset, encoding)}"


def row_and_column(data: bytes, offset: int, encoding: str) -> str:
    """Return ``line 3, column 14`` for an offset into bytes, of which what is before is text."""
    before = data[:offset].removeprefix(codecs.BOM_UTF8).decode(encoding, "replace")
    lines = _LINE_END.split(before)
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
