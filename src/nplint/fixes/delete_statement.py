"""Take a statement out of its block."""

from __future__ import annotations

from nplint.facts import statements as st
from nplint.facts.enclosing import body_of, enclosing
from nplint.facts.scopes import Scope
from nplint.finding import Edit
from nplint.fixes.layout import block_with
from nplint.fixes.repair import FixContext


def delete_statement(fix_context: FixContext, statement: st.Statement, scope: Scope) -> list[Edit]:
    """Delete a statement, with the ``with`` blocks that hold nothing else.

    Empty where the statement shares its lines with others. ``pass`` stays where a block would be
    left empty.
    """
    gone = statement
    for outer in reversed(enclosing(statement, scope)):
        if not isinstance(outer, st.With) or len(outer.body) > 1:
            break
        gone = outer
    layout = fix_context.layout(scope.module)
    lines = layout.lines_of(gone.start, gone.end, comments=gone is statement)
    block = block_with(body_of(scope), gone)
    return layout.removals([lines], len(block) == 1) if lines is not None else []
