"""Whether a place that reads a value computes with it."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.enclosing import statement_of
from nplint.facts.scopes import Scope
from nplint.facts.statements import expressions
from nplint.semantic.call_contexts import Contexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import External

# What computes with a number it is given. A shape can be asked of a stale tracer too.
_COMPUTING = ("jax.numpy.", "jax.scipy.", "jax.nn.", "numpy.", "builtins.float", "builtins.int")
_ADDING = ("builtins.sum", "builtins.max", "builtins.min")
_ASKING = frozenset({"shape", "ndim", "size", "result_type", "isscalar"})
_REDUCING = frozenset({"max", "mean", "min", "std", "sum", "var"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "<", ">", "<=", ">="})


def computes(
    evaluator: Evaluator, contexts: Contexts, read: ex.Expr, scope: Scope, is_list: bool = False
) -> bool:
    """Whether the expression around a read computes with the value.

    Of a list (``is_list``) it is the elements that are asked for: adding lists computes nothing.
    """
    statement = statement_of(read.start, scope)
    for outer in expressions(statement) if statement is not None else ():
        for parent in _parents(outer, read):
            if isinstance(parent, ex.Subscript) and parent.value is read:
                return computes(evaluator, contexts, parent, scope)
            if isinstance(parent, ex.Call) and parent.func is not read:
                return _is_computing(evaluator, contexts, parent, scope, is_list)
            if is_list:
                return False
            if isinstance(parent, ex.Attribute):
                return parent.attr in _REDUCING
            return isinstance(parent, ex.Operation) and parent.operator in _ARITHMETIC
    return False


def _parents(expr: ex.Expr, inner: ex.Expr) -> Iterator[ex.Expr]:
    """The expression that a part stands in directly, if it is a part."""
    for child in ex.children(expr):
        if child is inner:
            yield expr
        elif child.start <= inner.start and inner.end <= child.end:
            yield from _parents(child, inner)


def _is_computing(
    evaluator: Evaluator, contexts: Contexts, call: ex.Call, scope: Scope, is_list: bool
) -> bool:
    values = evaluator.values(call.func, contexts.frames(scope)[0])
    names = [value.name for value in values if isinstance(value, External)]
    return len(names) == len(values) > 0 and all(
        (name.startswith(_COMPUTING) or (is_list and name in _ADDING))
        and name.rpartition(".")[2] not in _ASKING
        for name in names
    )
