"""Source frames: excerpts of files with the places of a finding marked in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from nplint.report.display import Style
from nplint.report.line import Line
from nplint.source.file import SourceFile

_MAX_ROWS = 7
_HEADER = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_LOOK_BACK = 300
# A label has this much room, whatever else there is in its row.
_NARROWEST = 20


class Mark(NamedTuple):
    """A span of the file to mark; the one the finding points at is ``primary``."""

    start: int
    end: int
    label: str
    primary: bool

    @property
    def color(self) -> str:
        return "red" if self.primary else "blue"

    @property
    def sign(self) -> str:
        return "^" if self.primary else "-"


class _Placed(NamedTuple):
    """A mark with its rows, and its columns (from 0) in the first and the last of them."""

    mark: Mark
    first: int
    last: int
    start: int
    end: int


class Frame:
    """An excerpt of one file.

    Parameters
    ----------
    source
        The file.
    marks
        What to mark in it, one or more.
    """

    def __init__(self, source: SourceFile, marks: Sequence[Mark]) -> None:
        self._source = source
        placed = sorted((_place(source, mark) for mark in marks), key=lambda each: each[1:])
        self._single = [each for each in placed if each.first == each.last]
        self._bars = [each for each in placed if each.first != each.last]
        self._rows = _rows(source, placed)

    @property
    def last_row(self) -> int:
        """The greatest row number shown."""
        return self._rows[-1]

    def lines(self, gutter: int, style: Style, width: int | None = None) -> Iterator[str]:
        """Yield the lines, behind row numbers ``gutter`` wide, fitted into ``width`` columns."""
        room = None if width is None else width - gutter - 3 - 2 * len(self._bars)
        edge = style("|", fg="blue", bold=True)
        previous = None
        for row in self._rows:
            if previous is not None and row > previous + 1:
                yield style("..." + " " * max(0, gutter - 2), fg="blue", bold=True)
            previous = row
            number = style(f"{row:>{gutter}}", fg="blue", bold=True)
            marks = [each for each in self._single if each.first == row]
            ends = [each for each in self._bars if each.last == row]
            columns = [c for each in marks for c in (each.start, each.end)]
            columns += [each.end for each in ends]
            line = Line(self._source.line(row), columns, room)
            yield f"{number} {edge} {self._bar(row, style)}{line.text}".rstrip()
            blank = f"{' ' * gutter} {edge} "
            for text in _underlines(line, marks, style, room):
                yield f"{blank}{self._bar(row, style, below=True)}{text}".rstrip()
            for text in self._bar_ends(line, ends, style, room):
                yield f"{blank}{text}".rstrip()

    def _bar(self, row: int, style: Style, *, below: bool = False) -> str:
        """Return what stands left of a row: the bars of the marks that run over several rows."""
        text = ""
        for each in self._bars:
            if each.first <= row <= each.last:
                sign = "/" if row == each.first and not below else "|"
                text += style(sign, fg=each.mark.color, bold=True) + " "
            else:
                text += "  "
        return text

    def _bar_ends(
        self, line: Line, ends: list[_Placed], style: Style, room: int | None
    ) -> Iterator[str]:
        """Close the bars that end in this row, with their labels beside or below."""
        closed: list[_Placed] = []
        for ending in reversed(ends):
            text = ""
            index = self._bars.index(ending)
            for each in self._bars[:index]:
                running = each.first <= ending.last <= each.last and each not in closed
                text += style("|", fg=each.mark.color, bold=True) + " " if running else "  "
            width = 2 * (len(self._bars) - index) + line.column(max(ending.end - 1, 0))
            drawn = "|" + "_" * (width - 1) + ending.mark.sign
            label = f" {ending.mark.label}" if ending.mark.label else ""
            beside = room is None or width + 1 + len(label) <= room + 2 * len(self._bars)
            shown = drawn + label if beside else drawn
            yield text + style(shown, fg=ending.mark.color, bold=True)
            if room is not None and not beside:
                for words in wrap(ending.mark.label, max(room, _NARROWEST)):
                    yield text + "  " + style(words, fg=ending.mark.color, bold=True)
            closed.append(ending)


def _place(source: SourceFile, mark: Mark) -> _Placed:
    first, start, _ = source.position(mark.start)
    # The end is looked up by its last character: a span that ends with its line stays in it.
    last, end, _ = source.position(max(mark.end - 1, mark.start))
    return _Placed(mark, first, last, start - 1, end if mark.end > mark.start else start)


def _rows(source: SourceFile, placed: Sequence[_Placed]) -> list[int]:
    """The rows to show: what is marked, under the head of the function it stands in."""
    rows: set[int] = set()
    for each in placed:
        rows.update(range(each.first, each.last + 1))
        if each.last - each.first >= _MAX_ROWS:
            rows.difference_update(range(each.first + _MAX_ROWS - 2, each.last))
            rows.update((each.first, each.last))
        header = _header(source, each.first)
        if header is not None:
            rows.add(header)
    # An ellipsis for one row would take as much room as the row.
    rows.update([row - 1 for row in rows if row - 2 in rows])
    return sorted(rows)


def _header(source: SourceFile, row: int) -> int | None:
    """The row of the ``def`` or ``class`` that the row stands in."""
    line = source.line(row)
    depth = len(line) - len(line.lstrip())
    for above in range(row - 1, max(0, row - _LOOK_BACK), -1):
        if depth == 0:
            return None
        line = source.line(above)
        indent = len(line) - len(line.lstrip())
        if indent >= depth or not line.strip() or line.lstrip()[0] in "#)]}":
            continue
        if _HEADER.match(line):
            return above
        depth = indent
    return None


def _underlines(
    line: Line, marks: Sequence[_Placed], style: Style, room: int | None
) -> Iterator[str]:
    """Yield the lines under a row: all underlines in the first, labels beside or below them."""
    if not marks:
        return
    canvas = _Canvas()
    spans = []
    # Painted last and so on top: the shorter of nested marks, and what the finding points at.
    for each in sorted(marks, key=lambda each: (each.mark.primary, each.start - each.end)):
        start = line.column(each.start)
        width = max(1, line.column(each.end) - start)
        canvas.put(start, each.mark.sign * width, each.mark)
        spans.append((start, start + width, each.mark))
    spans.sort(key=lambda span: span[:2])
    hanging = [(start, mark) for start, _, mark in spans if mark.label]
    last = spans[-1]
    if hanging and hanging[-1][1] is last[2] and last[1] == max(s[1] for s in spans):
        if room is None or last[1] + 1 + len(last[2].label) <= room:
            canvas.put(last[1] + 1, last[2].label, last[2])
            hanging.pop()
    yield canvas.text(style)
    if hanging:
        yield _connectors(hanging).text(style)
    while hanging:
        start, mark = hanging.pop()
        left = [each for each in hanging if each[0] < start]
        column, texts = _fitted(mark.label, start, max((at for at, _ in left), default=-2), room)
        for text in texts:
            canvas = _connectors(left)
            canvas.put(column, text, mark)
            yield canvas.text(style)


def _fitted(label: str, start: int, connector: int, room: int | None) -> tuple[int, list[str]]:
    """Return the column at which a label stands, and its lines, so that it stays in the room.

    It stands where its mark starts, else as far to the left as it has to, but right of the
    ``connector`` of another label.
    """
    if room is None or start + len(label) <= room:
        return start, [label]
    column = max(connector + 2, min(start, room - len(label)))
    column = max(0, min(column, room - _NARROWEST))
    return column, wrap(label, max(room - column, _NARROWEST))


def _connectors(hanging: Sequence[tuple[int, Mark]]) -> _Canvas:
    canvas = _Canvas()
    for start, mark in hanging:
        canvas.put(start, "|", mark)
    return canvas


class _Canvas:
    """A line of text that is painted piece by piece, each in a mark's colour."""

    def __init__(self) -> None:
        self._cells: list[tuple[str, Mark | None]] = []

    def put(self, column: int, text: str, mark: Mark) -> None:
        end = column + len(text)
        self._cells += [(" ", None)] * (end - len(self._cells))
        self._cells[column:end] = [(character, mark) for character in text]

    def text(self, style: Style) -> str:
        parts: list[str] = []
        run, color = "", None
        for character, mark in [*self._cells, ("", None)]:
            new = mark.color if mark else None
            if new != color or not character:
                parts.append(style(run, fg=color, bold=True) if color else run)
                run, color = "", new
            run += character
        return "".join(parts)
