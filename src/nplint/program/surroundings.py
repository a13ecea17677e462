"""What a statement stands in."""

from __future__ import annotations

from nplint.facts import statements as st
from nplint.facts.expressions import Call
from nplint.facts.scopes import Scope
from nplint.program.index import terminal

_EXPECTING = frozenset(
    {"raises", "warns", "suppress", "assertRaises", "assertRaisesRegex", "assertWarns",
     "assertWarnsRegex", "deprecated_call"}
)  # fmt: skip


def expects_an_error(statement: st.Statement, scope: Scope) -> bool:
    """Whether a statement is there for the error it raises: in a ``try``, or ``pytest.raises``."""
    return any(
        isinstance(outer, st.Branches) or (isinstance(outer, st.With) and _expects(outer))
        for outer in enclosing(statement, scope)
    )


def enclosing(statement: st.Statement, scope: Scope) -> list[st.Statement]:
    """The compound statements of a scope that a statement stands in, outermost first."""
    holder = scope.holder
    body = scope.module.body
    if holder.function is not None:
        body = holder.function.body
    elif holder.definition is not None:
        body = holder.definition.body
    found: list[st.Statement] = []
    while True:
        outer = next((s for s in body if s.start <= statement.start < s.end), None)
        if outer is None or outer is statement:
            return found
        inner = [b for b in st.blocks(outer) if b and b[0].start <= statement.start]
        if not inner:
            return found
        found.append(outer)
        body = inner[-1]


def _expects(statement: st.With) -> bool:
    return any(
        isinstance(item, Call) and terminal(item.func) in _EXPECTING for item, _ in statement.items
    )
