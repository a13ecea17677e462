"""A line of source as a terminal shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# Of a line where nothing says how much room there is; and of what leads to the place that matters.
WIDTH = 110
_LEAD = 30
_TAB = 4
_CUT = "..."


class Line:
    """A line with tabs expanded, unprintable characters replaced, and clipped if it is long.

    Parameters
    ----------
    raw
        The line as it stands in the file.
    columns
        The characters (from 0) that matter: a clipped line shows the first of them.
    width
        The columns of the terminal that there are for it; None for the usual.
    """

    def __init__(self, raw: str, columns: Sequence[int] = (), width: int | None = None) -> None:
        self._low, high = 0, len(raw)
        most = WIDTH if width is None else max(width - 2 * len(_CUT), 1)
        if len(raw) > (most if width is None else width):
            if columns and max(columns) > most:
                self._low = max(0, min(columns) - min(_LEAD, most // 3))
            high = min(len(raw), self._low + most)
        parts = [_CUT] if self._low else []
        column = len(_CUT) if self._low else 0
        self._columns: list[int] = []
        for character in raw[self._low : high]:
            self._columns.append(column)
            shown, width = _shown(character, column)
            parts.append(shown)
            column += width
        self._columns.append(column)
        if high < len(raw):
            parts.append(_CUT)
        self.text = "".join(parts)

    def column(self, character: int) -> int:
        """The column of the terminal (from 0) at which a character stands."""
        index = character - self._low
        return self._columns[min(max(index, 0), len(self._columns) - 1)]


def _shown(character: str, column: int) -> tuple[str, int]:
    """Return what to print for a character, and how many columns that takes."""
    if " " <= character <= "~":
        return character, 1
    if character == "\t":
        width = _TAB - column % _TAB
        return " " * width, width
    if unicodedata.category(character) in ("Mn", "Me"):
        return character, 0
    # Escape sequences and marks that turn the direction of text must not reach a terminal.
    if not character.isprintable():
        return "\ufffd", 1
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1
