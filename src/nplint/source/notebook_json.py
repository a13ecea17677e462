"""The text of a notebook's cells in its JSON, found and replaced.

Most notebooks do not come back from a JSON library byte for byte. So the document is read with
the place of each cell's source, and a changed source is put in that place, laid out and escaped
as the document does it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# A line of a string as it stands in JSON, up to and with its `\n`.
_ESCAPED_LINE = re.compile(r"(?:[^\\]|\\u[0-9a-fA-F]{4}|\\[^nu])*(?:\\n|\Z)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its number among all cells from 1, its text, and where that stands.

    ``start`` and ``end`` are offsets in the document of a JSON string or a list of them.
    """

    number: int
    text: str
    start: int
    end: int
    language: str | None


class Document(NamedTuple):
    """The code cells of a notebook and its language, None if it names none."""

    cells: tuple[Cell, ...]
    language: str | None


def read_document(text: str) -> Document:
    """Find the code cells of a notebook of format 4 or 3.

    Raises
    ------
    json.JSONDecodeError
        The text is no JSON, or not of the form of a notebook; with the place.
    RecursionError
        It is nested too deeply.
    """
    reader = _Reader(text)
    cells: list[Cell | None] | None = None
    metadata: Any = None
    for key in reader.members():
        if key == "metadata":
            metadata = reader.value()
        elif key == "cells":
            cells = [cell for number in reader.items() for cell in (_cell(reader, number),)]
        elif key == "worksheets":  # format 3
            cells = []
            for _ in reader.items():
                for inner in reader.members():
                    if inner == "cells":
                        first = len(cells)
                        cells += [_cell(reader, first + number) for number in reader.items()]
    reader.finish()
    if cells is None:
        raise json.JSONDecodeError("No cells", text, 0)
    return Document(tuple(cell for cell in cells if cell is not None), _language(metadata))


def _cell(reader: _Reader, number: int) -> Cell | None:
    """Read the cell that the reader stands at; None if it holds no code."""
    kind = language = None
    place: dict[str, tuple[int, int, Any]] = {}
    for key in reader.members():
        if key in ("source", "input"):
            start = reader.position
            value = reader.value()
            place[key] = (start, reader.position, value)
        elif key == "cell_type":
            kind = reader.value()
        elif key == "language":  # format 3
            language = reader.value()
        elif key == "metadata":
            language = _at(reader.value(), "vscode", "languageId") or language
    found = place.get("source") or place.get("input")
    if kind != "code" or found is None:
        return None
    start, end, value = found
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise json.JSONDecodeError("Expecting a cell's text", reader.text, start)
    return Cell(number, "".join(lines), start, end, language if isinstance(language, str) else None)


def _language(metadata: Any) -> str | None:
    """The language of the kernel, as `nbformat` describes the metadata."""
    for keys in (("language_info", "name"), ("kernelspec", "language")):
        found = _at(metadata, *keys)
        if isinstance(found, str) and found:
            return found
    return None


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


class _Reader:
    """Steps through a JSON text; what is not asked for is skipped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._decode = json.JSONDecoder().raw_decode
        self.position = 0
        self._skip_space()

    def value(self) -> Any:
        """The value at the position, stepping past it."""
        value, self.position = self._decode(self.text, self.position)
        return value

    def members(self) -> Iterator[str]:
        """The keys of the object at the position, which then is that of the value."""
        for _ in self._entries("{", "}", "Expecting an object"):
            if not self.text.startswith('"', self.position):
                raise self._error("Expecting property name enclosed in double quotes")
            key = self.value()
            self._skip_space()
            self._take(":", "Expecting ':' delimiter")
            self._skip_space()
            yield from self._unless_taken(key)

    def items(self) -> Iterator[int]:
        """The numbers from 1 of the items of the list at the position, which is that of each."""
        for number in self._entries("[", "]", "Expecting a list"):
            yield from self._unless_taken(number)

    def finish(self) -> None:
        """Require that nothing follows."""
        self._skip_space()
        if self.position < len(self.text):
            raise self._error("Extra data")

    def _unless_taken(self, entry: Any) -> Iterator[Any]:
        before = self.position
        yield entry
        if self.position == before:
            self.value()

    def _entries(self, opening: str, closing: str, complaint: str) -> Iterator[int]:
        self._take(opening, complaint)
        self._skip_space()
        number = 0
        while number or not self.text.startswith(closing, self.position):
            number += 1
            yield number
            self._skip_space()
            if self.text.startswith(closing, self.position):
                break
            self._take(",", "Expecting ',' delimiter")
            self._skip_space()
        self.position += 1

    def _take(self, sign: str, complaint: str) -> None:
        if not self.text.startswith(sign, self.position):
            raise self._error(complaint)
        self.position += 1

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.position)
        self.position = match.end() if match else self.position

    def _error(self, message: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self.text, self.position)


class _Piece(NamedTuple):
    """A part of a cell's text and how the document writes it."""

    text: str
    written: str


class _Layout(NamedTuple):
    """The text before, between and behind the items of a list in the document."""

    before: str
    between: str
    after: str


def replaced(document: str, cells: Sequence[Cell], texts: Sequence[str]) -> str:
    """The document with other texts in its cells; no byte of it differs that need not."""
    parts: list[str] = []
    position = 0
    for cell, text in sorted(zip(cells, texts, strict=True), key=lambda pair: pair[0].start):
        if text != cell.text:
            parts += [document[position : cell.start], _written(document, cell, cells, text)]
            position = cell.end
    return "".join([*parts, document[position:]])


def _written(document: str, cell: Cell, cells: Sequence[Cell], text: str) -> str:
    """A cell's new text as the document would write it."""
    if document[cell.start] == '"':
        body = document[cell.start + 1 : cell.end - 1]
        lines = [f'"{line}"' for line in _ESCAPED_LINE.findall(body) if line]
        old = [_Piece(json.loads(line), line) for line in lines]
        return '"' + "".join(piece.written[1:-1] for piece in _pieces(old, text, document)) + '"'
    old, layout = _items(document, cell)
    if not text:
        return "[]"
    layout = layout or _layout_elsewhere(document, cells)
    pieces = [piece.written for piece in _pieces(old, text, document)]
    return f"[{layout.before}{layout.between.join(pieces)}{layout.after}]"


def _items(document: str, cell: Cell) -> tuple[list[_Piece], _Layout | None]:
    """The items of a cell's list and how they are set; no layout if one cannot be told."""
    reader = _Reader(document)
    reader.position = cell.start
    pieces: list[_Piece] = []
    ends = [cell.start + 1]
    gaps: list[str] = []
    for _ in reader.items():
        start = reader.position
        text = reader.value()
        gaps.append(document[ends[-1] : start])
        ends.append(reader.position)
        pieces.append(_Piece(text, document[start : reader.position]))
    if not pieces:
        return pieces, None
    after = document[ends[-1] : cell.end - 1]
    if len(gaps) > 1:
        return pieces, _Layout(gaps[0], gaps[1], after)
    if gaps[0]:
        return pieces, _Layout(gaps[0], "," + gaps[0], after)
    return pieces, None


def _layout_elsewhere(document: str, cells: Sequence[Cell]) -> _Layout:
    """The layout of another cell's list, for a list that shows none."""
    for cell in cells:
        if document[cell.start] == "[":
            _, layout = _items(document, cell)
            if layout is not None:
                return layout
    return _Layout("", ", ", "")


def _pieces(old: Sequence[_Piece], text: str, document: str) -> list[_Piece]:
    """Split a text into lines; those that stood before keep how they were written."""
    known = {piece.text: piece for piece in old}
    first: list[_Piece] = []
    for piece in old:
        if not text.startswith(piece.text) or not (piece.text.endswith("\n") or piece.text == text):
            break
        first.append(piece)
        text = text[len(piece.text) :]
    last: list[_Piece] = []
    for piece in reversed(old[len(first) :]):
        before = text.removesuffix(piece.text)
        if not text.endswith(piece.text) or (before and not before.endswith("\n")):
            break
        last.append(piece)
        text = before
    middle = [
        known.get(line) or _Piece(line, _escaped(line, document.isascii()))
        for line in _LINE.findall(text)
    ]
    return [*first, *middle, *reversed(last)]


def _escaped(line: str, ascii_only: bool) -> str:
    written = json.dumps(line, ensure_ascii=ascii_only)
    # Half a surrogate pair is no text, but JSON can spell it.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", written)
