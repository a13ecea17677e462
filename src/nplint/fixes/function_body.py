"""The start of a function's body, into which constructions move."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from nplint.analyses.shared_distributions import holds_distribution
from nplint.facts.expressions import Constant, Expr, ListDisplay, Name, Operation
from nplint.facts.scopes import Function
from nplint.facts.statements import Assign, If, Statement
from nplint.finding import Edit, Location, Span
from nplint.fixes.layout import Layout, Lines
from nplint.fixes.repair import CannotRepair, FixContext, names

_COLON = re.compile(r":[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class BodyStart:
    """The place before the first statement that is neither docstring nor such a construction.

    Parameters
    ----------
    location
        The place, which is empty unless the body stands on the line of the colon.
    indent, newline
        The indentation of the body, and the line ending of the file.
    opening, closing
        What else has to stand around the statements that are put there.
    """

    location: Location
    indent: str
    newline: str
    opening: str = ""
    closing: str = ""

    @classmethod
    def of(
        cls, fix_context: FixContext, function: Function, before: int = sys.maxsize
    ) -> BodyStart:
        """Return the start of a function's body.

        Parameters
        ----------
        before
            Where the function first reads what is put there. Constructions above stay above, so
            that those that move one after the other keep their order.

        Raises
        ------
        CannotRepair
            The body cannot be placed, as that of a lambda.
        """
        layout = fix_context.layout(function.module)
        if function.one_line:
            return cls._behind_colon(layout, function)
        entry = layout.entry(function)
        if entry is None:
            raise CannotRepair(f"the body of {names([function])} has no line of its own")
        location, indent = entry
        for statement in function.body[1:] if function.docstring else function.body:
            lines = layout.lines_of(statement.start, statement.end, comments=False)
            if lines is None or lines.end > before or not _builds(fix_context, function, statement):
                break
            location = layout.at(lines.end)
        return cls(location, indent, layout.source.newline)

    @classmethod
    def _behind_colon(cls, layout: Layout, function: Function) -> BodyStart:
        """Return the start of a body that gets lines of its own."""
        first = function.body[0].start if function.body else 0
        colon = _COLON.search(layout.text, 0, first)
        outer = layout.indent(function.start)
        if colon is None or outer is None or function.docstring:
            raise CannotRepair(f"the body of {names([function])} has no line of its own")
        indent, newline = outer + layout.step(function.module), layout.source.newline
        location = Location(layout.source.path, Span(colon.start() + 1, first))
        return cls(location, indent, newline, newline, indent)

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
        return self.location.replaced_by(f"{self.opening}{text}{self.closing}")


def _builds(fix_context: FixContext, function: Function, statement: Statement) -> bool:
    """Tell whether a statement only gives a variable a distribution, be it where it is None."""
    if isinstance(statement, If) and _asks_for_none(statement.test) and not statement.orelse:
        return len(statement.body) == 1 and _builds(fix_context, function, statement.body[0])
    if not isinstance(statement, Assign) or statement.value is None or statement.operator:
        return False
    if not all(isinstance(target, Name | ListDisplay) for target in statement.targets):
        return False
    evaluator = fix_context.program.evaluator
    found = evaluator.values(statement.value, evaluator.generic_frame(function.scope))
    return any(holds_distribution(evaluator, value) for value in found)


def _asks_for_none(test: Expr) -> bool:
    if not isinstance(test, Operation):
        return False
    return any(isinstance(each, Constant) and each.value is None for each in test.operands)
