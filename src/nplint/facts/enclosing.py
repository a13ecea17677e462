"""The compound statements around a statement, and what they say of it."""

from __future__ import annotations

from bisect import bisect_right

from nplint.facts import statements as st
from nplint.facts.expressions import Call, terminal
from nplint.facts.scopes import ModuleFacts, Scope

_EXPECTING = frozenset(
    {"raises", "warns", "suppress", "assertRaises", "assertRaisesRegex", "assertWarns",
     "assertWarnsRegex", "deprecated_call"}
)  # fmt: skip


def expects_an_error(statement: st.Statement, scope: Scope) -> bool:
    """Tell whether a statement is to raise an error: in a ``try``, or ``pytest.raises``."""
    return any(
        isinstance(outer, st.Try) or (isinstance(outer, st.With) and expects(outer, scope.module))
        for outer in enclosing(statement, scope)
    )


def is_meant_to_fail(call: Call) -> bool:
    """Tell whether an error of a call is waited for, likewise."""
    statement = statement_of(call.start, call.scope)
    return statement is not None and expects_an_error(statement, call.scope)


def enclosing(statement: st.Statement, scope: Scope) -> list[st.Statement]:
    """Return the compound statements of a scope that a statement stands in, outermost first."""
    body = body_of(scope)
    found: list[st.Statement] = []
    while True:
        outer = _at(statement.start, body)
        if outer is None or outer is statement:
            return found
        inner = [b for b in st.blocks(outer) if b and b[0].start <= statement.start]
        if not inner:
            return found
        found.append(outer)
        body = inner[-1]


def body_of(scope: Scope) -> st.Block:
    """Return the statements of the function, class or module that a scope belongs to."""
    owner = scope.enclosing_scope
    if owner.function is not None:
        return owner.function.body
    return owner.definition.body if owner.definition is not None else scope.module.body


def statement_of(place: int, scope: Scope) -> st.Statement | None:
    """Return the innermost statement of a scope at an offset."""
    body, found = body_of(scope), None
    while True:
        inner = _at(place, body)
        if inner is None:
            return found
        found = inner
        body = tuple(s for block in st.blocks(inner) for s in block)


def _at(place: int, body: st.Block) -> st.Statement | None:
    """Return the statement of a block, whose statements stand in order, at an offset."""
    number = bisect_right(body, place, key=lambda statement: statement.start) - 1
    found = body[number] if number >= 0 else None
    return found if found is not None and place < found.end else None


def expects(statement: st.With, module: ModuleFacts) -> bool:
    """Tell whether a ``with`` is there for an error: ``pytest.raises``, ``suppress``."""
    names = expecting_names(module)
    return any(
        terminal(item.func) in names for item, _ in statement.items if isinstance(item, Call)
    )


def expecting_names(module: ModuleFacts) -> frozenset[str]:
    """Return the names under which a module calls what expects an error."""
    imported = {e.bound for e in module.imports if e.name in _EXPECTING and e.bound is not None}
    return _EXPECTING | imported
