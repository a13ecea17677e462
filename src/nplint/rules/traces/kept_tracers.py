"""Tracers that a model keeps beyond its trace: who computes with them, and how they are named."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.facts.enclosing import statement_of
from nplint.facts.scopes import Scope
from nplint.facts.statements import expressions
from nplint.model.program import Program
from nplint.semantic.values import BoundExpr, External

# Functions that compute with a number they are given. A stale tracer still knows its shape.
_COMPUTING = ("jax.numpy.", "jax.scipy.", "jax.nn.", "numpy.", "builtins.float", "builtins.int")
_ADDING = ("builtins.sum", "builtins.max", "builtins.min")
_ASKING = frozenset({"shape", "ndim", "size", "result_type", "isscalar"})
_REDUCING = frozenset({"max", "mean", "min", "std", "sum", "var"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "<", ">", "<=", ">="})


def tracer_of(program: Program, value: BoundExpr) -> str:
    """Return how a message speaks of a value that depends on sites.

    It is ``JAX's placeholder for 'mean' (a tracer)``.
    """
    sites = program.analysis(Dependence).names(value.expr, value.frame)
    shown = " and ".join(map(repr, sites)) or "a number"
    return f"JAX's placeholder for {shown} (a tracer)"


def computes(program: Program, read: ex.Name | ex.Attribute, is_list: bool = False) -> bool:
    """Tell whether the expression around a read computes with the value.

    Of a list (``is_list``) it is the elements that are asked for: adding lists computes nothing.
    """
    return _computes(program, read, read.scope, is_list)


def _computes(program: Program, read: ex.Expr, scope: Scope, is_list: bool = False) -> bool:
    statement = statement_of(read.start, scope)
    for outer in expressions(statement) if statement is not None else ():
        for parent in _parents(outer, read):
            if isinstance(parent, ex.Subscript) and parent.value is read:
                return _computes(program, parent, scope)
            if isinstance(parent, ex.Call) and parent.func is not read:
                return _is_computing(program, parent, scope, is_list)
            if is_list:
                return False
            if isinstance(parent, ex.Attribute):
                return parent.attr in _REDUCING
            return isinstance(parent, ex.Operation) and parent.operator in _ARITHMETIC
    return False


def _parents(expr: ex.Expr, inner: ex.Expr) -> Iterator[ex.Expr]:
    """Yield the expression that another stands in directly, if it is part of ``expr``."""
    for child in ex.children(expr):
        if child is inner:
            yield expr
        elif child.start <= inner.start and inner.end <= child.end:
            yield from _parents(child, inner)


def _is_computing(program: Program, call: ex.Call, scope: Scope, is_list: bool) -> bool:
    """Tell whether a call is of a function that computes with its arguments."""
    values = program.evaluator.values(call.func, program.contexts.frames(scope)[0])
    names = [value.name for value in values if isinstance(value, External)]
    return len(names) == len(values) > 0 and all(
        (name.startswith(_COMPUTING) or (is_list and name in _ADDING))
        and name.rpartition(".")[2] not in _ASKING
        for name in names
    )
