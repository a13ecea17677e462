"""Places and source text for reports on models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nplint.facts.expressions import Expr, short_source
from nplint.facts.scopes import Function
from nplint.finding import Location
from nplint.semantic.values import BoundExpr, Frame
from nplint.source import SourceFile


@dataclass(frozen=True, slots=True)
class Places:
    """Tells where things stand, and how they are written.

    Parameters
    ----------
    source
        Gives the text of a file.
    """

    source: Callable[[Path], SourceFile | None]

    def line(self, location: Location) -> int:
        """Return the number of the line of a place, from one."""
        source = self.source(location.path)
        return source.row(location.start) if source is not None else 0

    def lines(self, function: Function) -> tuple[int, int]:
        """Return the numbers of the first and last line of a function, decorators included."""
        source = self.source(function.module.path)
        if source is None:
            return 0, 0
        first = min([function.start, *(each.start for each in function.decorators)])
        last = max([function.start, *(each.end for each in function.body)])
        return source.row(first), source.row(last - 1)

    def at(self, location: Location) -> str:
        """Return a place as a report writes it: ``model.py:12``, in a notebook with its cell."""
        source = self.source(location.path)
        if source is None:
            return location.path.name
        position = source.position(location.start)
        row = position.row if position.cell is None else f"cell {position.cell}:{position.row}"
        return f"{location.path.name}:{row}"

    def text(self, expr: Expr, frame: Frame) -> str:
        """Return an expression as it is written, on one line."""
        source = self.source(frame.module.path)
        if source is None:
            return short_source(expr)
        return " ".join(source.text[expr.start : expr.end].split())

    def written(self, bound: BoundExpr | None) -> str | None:
        """Return a bound expression as it is written; None where there is none."""
        return self.text(bound.expr, bound.frame) if bound is not None else None
