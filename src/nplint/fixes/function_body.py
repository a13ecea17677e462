"""The start of a function's body, into which constructions move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nplint.facts.scopes import Function
from nplint.finding import Edit, Location
from nplint.fixes.layout import Layout, Lines
from nplint.fixes.repair import CannotRepair, FixContext, names


@dataclass(frozen=True, slots=True)
class BodyStart:
    """The place before the first statement that is no docstring.

    Parameters
    ----------
    location
        The place, which is empty.
    indent, newline
        The indentation of the body, and the line ending of the file.
    """

    location: Location
    indent: str
    newline: str

    @classmethod
    def of(cls, fix_context: FixContext, function: Function) -> BodyStart:
        """Return the start of a function's body.

        Raises
        ------
        CannotRepair
            The body stands on the line of the colon.
        """
        layout = fix_context.layout(function.module)
        entry = layout.entry(function)
        if entry is None:
            raise CannotRepair(f"the body of {names([function])} has no line of its own")
        return cls(*entry, layout.source.newline)

    def moved(
        self,
        layout: Layout,
        lines: Lines,
        replacements: Sequence[tuple[int, int, str]] = (),
        step: str = "",
    ) -> str:
        """Return lines of a file as they read here, a ``step`` further in.

        Parameters
        ----------
        layout, lines
            The file, and the lines that move.
        replacements
            Spans of the file that read differently here.

        Raises
        ------
        CannotRepair
            A string in them spans lines, so that their indentation is part of it.
        """
        text = layout.reindented(lines, self.indent + step, self.newline, replacements)
        if text is None:
            raise CannotRepair("a string in it spans several lines")
        return text

    def holding(self, text: str) -> Edit:
        """Put statements there."""
        return self.location.before(text)
