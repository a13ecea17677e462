"""Expressions whose value Python itself has to know, which it does not of what JAX traces."""

from __future__ import annotations

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.enclosing import statement_of
from nplint.facts.scopes import Scope

_DECIDING_CALLS = frozenset({"bool", "int", "float", "any", "all"})


def is_decided_by_python(expr: ex.Expr, scope: Scope) -> bool:
    """Tell whether Python branches on an expression, or on the variable that it is assigned to."""
    statement = statement_of(expr.start, scope)
    if statement is None:
        return False
    if _decides(statement, expr):
        return True
    if not isinstance(statement, st.Assign):
        return False
    names = {target.id for target in statement.targets if isinstance(target, ex.Name)}
    return any(
        _decides(later, read)
        for name in names
        for read in scope.module.reads.get(name, ())
        if read.scope is scope and read.start > statement.end
        for later in [statement_of(read.start, scope)]
        if later is not None
    )


def _decides(statement: st.Statement, expr: ex.Expr) -> bool:
    """Tell whether a statement has an expression in what it branches on."""
    if isinstance(statement, st.If) and _holds(statement.test, expr):
        return True
    if isinstance(statement, st.Loop) and statement.target is None:
        return _holds(statement.source, expr)
    if isinstance(statement, st.OtherStmt) and statement.kind == "assert":
        return any(_holds(part, expr) for part in statement.parts)
    waiting = list(st.expressions(statement))
    while waiting:
        each = waiting.pop()
        waiting += ex.children(each)
        if isinstance(each, ex.Conditional) and _holds(each.test, expr):
            return True
        if isinstance(each, ex.Call) and isinstance(each.func, ex.Name):
            if each.func.id in _DECIDING_CALLS and _holds(each, expr):
                return True
        if isinstance(each, ex.Operation) and each.operator in ("and", "or", "not"):
            if _holds(each, expr):
                return True
    return False


def _holds(outer: ex.Expr, inner: ex.Expr) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
