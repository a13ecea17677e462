r"""A Jupyter notebook as one program: its code cells in order, each closed by a line of its own.

The text of a notebook is the text of all its code cells, each followed by a line end and by
``CELL_END``, a line that no cell can hold. So the text alone says where the cells are, also after
edits, and layout is never mended across two cells. In ``code``, which is what is parsed, magics
and cells in other languages are blank, and a cell ends with ``pass``: what a cell leaves open
cannot be closed by the next one.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nplint.source.file import (
    Position,
    SourceFile,
    TextChange,
    UnreadableSource,
    place_in,
)
from nplint.source.magics import blank, is_python, python_of
from nplint.source.notebook_json import Cell, read_document, replaced

CELL_END = "\0\0\0\0\n"
_CELL_END_IN_CODE = "pass\n"
_UNREADABLE = "cannot be read as a notebook"


@dataclass(slots=True, eq=False, repr=False)
class Notebook(SourceFile):
    """The code cells of a notebook as one text, and the document that they stand in.

    Cells are counted from 1 and as Jupyter shows them, those of text included. This is what ruff
    does (``NotebookIndex::cell`` in its ``crates/ruff_notebook/src/index.rs``).
    """

    document: bytes = b""
    cells: tuple[Cell, ...] = ()
    _code: str | None = field(default=None, repr=False)

    @property
    def code(self) -> str:
        """The text as Python of the same length: only what runs in the notebook's kernel."""
        if self._code is None:
            parts = zip(self.cells, self.text.split(CELL_END)[:-1], strict=True)
            self._code = "".join(_code_of(cell, part) for cell, part in parts)
        return self._code

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def parts(self) -> Iterator[tuple[int, int]]:
        start = 0
        while start < len(self.text):
            end = self.text.index(CELL_END, start)
            yield start, end
            start = end + len(CELL_END)

    def part_at(self, offset: int) -> tuple[SourceFile, int]:
        start = self._start_of_cell(offset)
        end = self.text.find(CELL_END, start)
        return SourceFile(self.path, self.text[start : end if end >= 0 else len(self.text)]), start

    def position(self, offset: int) -> Position:
        index = min(self.text.count(CELL_END, 0, offset), len(self.cells) - 1)
        if index < 0:
            return Position(1, 1)
        start = self._start_of_cell(offset)
        row = self.row(offset)
        column = offset - self.line_starts[row - 1] + 1
        return Position(row - self.row(start) + 1, column, self.cells[index].number)

    def _start_of_cell(self, offset: int) -> int:
        if offset >= len(self.text):
            offset = max(0, len(self.text) - 1)
        found = self.text.rfind(CELL_END, 0, offset)
        return found + len(CELL_END) if found >= 0 else 0

    def with_text(self, text: str) -> Notebook:
        """The notebook with another text.

        Raises
        ------
        ValueError
            The text has more or fewer cells.
        """
        if text.count(CELL_END) != len(self.cells) or not text.endswith(CELL_END[: len(text)]):
            raise ValueError("cells cannot be added or removed")
        return replace(self, text=text, _starts=None, _code=None)

    def changes(self, text: str) -> Iterator[TextChange]:
        """The cells that are not to be as in the document."""
        for cell, new in zip(self.cells, _split(text, self.cells), strict=True):
            if new != cell.text:
                yield TextChange(cell.number, cell.text, new)

    def encode(self, text: str) -> bytes:
        """The document with the cells of a new text; every byte outside of them stays."""
        mark = codecs.BOM_UTF8 if self.bom else b""
        document = self.document[len(mark) :].decode()
        return mark + replaced(document, self.cells, _split(text, self.cells)).encode()


def read_notebook(path: Path, data: bytes) -> Notebook:
    """Read a notebook; one in another language than Python has no cells.

    Raises
    ------
    UnreadableSource
        The bytes are not the JSON of a notebook.
    """
    import json

    bom = data.startswith(codecs.BOM_UTF8)
    try:
        document = read_document(data[len(codecs.BOM_UTF8) if bom else 0 :].decode())
    except UnicodeDecodeError as error:
        offset = error.start + (len(codecs.BOM_UTF8) if bom else 0)
        reason = f"{place_in(data, offset, 'utf-8')} of the file is not utf-8 text"
        raise UnreadableSource(f"{_UNREADABLE}: {reason}", offset) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno} of the file"
        raise UnreadableSource(f"{_UNREADABLE}: {error.msg} ({place})") from error
    except RecursionError as error:
        raise UnreadableSource(f"{_UNREADABLE}: it is nested too deeply") from error
    cells = document.cells if _is_python(document.language) else ()
    for cell in cells:
        if "\0" in cell.text:
            raise UnreadableSource(f"{_UNREADABLE}: cell {cell.number} contains a null byte")
    text = "".join(f"{cell.text}\n{CELL_END}" for cell in cells)
    return Notebook(path, text, bom=bom, document=data, cells=cells)


def _is_python(language: str | None) -> bool:
    return language is None or language.lower().startswith(("python", "ipython"))


def _split(text: str, cells: Sequence[Cell]) -> list[str]:
    """The texts of the cells, without the line end that was put to each."""
    parts = text.split(CELL_END)[:-1]
    return [_without_end(part, cell) for part, cell in zip(parts, cells, strict=True)]


def _without_end(part: str, cell: Cell) -> str:
    if part == f"{cell.text}\n":
        return cell.text
    # Where the last line was deleted, the one before it now ends the cell.
    if "\r\n" in cell.text and part.endswith("\r\n"):
        return part.removesuffix("\r\n")
    return part.removesuffix("\n")


def _code_of(cell: Cell, part: str) -> str:
    runs = _is_python(cell.language) and is_python(part)
    return (python_of(part) if runs else blank(part)) + _CELL_END_IN_CODE
