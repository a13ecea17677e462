"""Points in the execution of a program, and which of them comes first."""

from __future__ import annotations

from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Expr
from nplint.facts.scopes import Scope
from nplint.finding import Location
from nplint.records import record
from nplint.semantic.values import Frame

Step = tuple[Scope, int]


@record
class ProgramPoint:
    """The point of the program's execution at which an expression is evaluated.

    Parameters
    ----------
    expr, frame
        The expression.
    steps
        The functions on the way to it, outermost first, with the offset in each at which the
        next one is called.
    repeated
        Whether it stands in a loop, on any of these steps.
    """

    expr: Expr
    frame: Frame
    steps: tuple[Step, ...]
    repeated: bool

    @classmethod
    def of(cls, expr: Expr, frame: Frame) -> ProgramPoint:
        """Return the point at which an expression is evaluated, by the calls that lead to it."""
        steps: list[Step] = []
        repeated, inner, current = False, expr, frame
        while True:
            scope = current.scope.enclosing_scope
            in_comprehension = current.scope.kind == "comprehension"
            repeated = repeated or in_comprehension or bool(loops_around(scope, inner.start))
            steps.append((scope, inner.start))
            if current.called is None:
                return cls(expr, frame, tuple(reversed(steps)), repeated)
            inner, current = current.called.expr, current.called.frame

    @property
    def location(self) -> Location:
        """The place of the expression."""
        return self.frame.locate(self.expr)

    def precedes(self, other: ProgramPoint) -> bool | None:
        """Tell whether it is evaluated before another; None where that cannot be told."""
        for (scope, offset), (other_scope, other_offset) in zip(
            self.steps, other.steps, strict=False
        ):
            if scope is not other_scope:
                return None
            if offset != other_offset:
                return None if _exclude(scope, offset, other_offset) else offset < other_offset
        return None

    def shares_loop(self, other: ProgramPoint, without: ProgramPoint) -> bool:
        """Tell whether a loop evaluates this and another, but not a third, each time it goes round.

        The third, ``without``, is evaluated before the loop.
        """
        excluded = dict(without.steps)
        for (scope, offset), (other_scope, other_offset) in zip(
            self.steps, other.steps, strict=False
        ):
            if scope is not other_scope:
                return False
            for loop in loops_around(scope, offset):
                before = excluded.get(scope)
                if loop.start <= other_offset < loop.end and before is not None:
                    if before < loop.start:
                        return True
            if offset != other_offset:
                return False
        return False


def loops_around(scope: Scope, offset: int) -> list[st.Loop]:
    """Return the loops of a scope that a place stands in."""
    statement = statement_of(offset, scope)
    around = enclosing(statement, scope) if statement is not None else []
    return [outer for outer in around if isinstance(outer, st.Loop)]


def _exclude(scope: Scope, one: int, other: int) -> bool:
    """Tell whether two places stand in branches of one statement of which a single one runs."""
    statement = statement_of(one, scope)
    for outer in enclosing(statement, scope) if statement is not None else ():
        if isinstance(outer, (st.If, st.Try, st.Match)) and outer.start <= other < outer.end:
            arms = [
                number
                for place in (one, other)
                for number, block in enumerate(st.blocks(outer))
                if block and block[0].start <= place < block[-1].end
            ]
            if len(set(arms)) > 1:
                return True
    return False
