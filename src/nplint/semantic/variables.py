"""Which variable an expression names, also where another module imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nplint.facts import statements as st
from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Attribute, Expr, Name, short_source
from nplint.semantic.values import CallResult, Frame, MethodResult, ModuleValue

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

# Imports of imported names that are followed.
_DEEPEST = 8


def variable_of(evaluator: Evaluator, expr: Expr, frame: Frame) -> tuple[Frame, str] | None:
    """The frame and the name of the variable that an expression reads or assigns to.

    A name that is imported from a module of the project, or read as an attribute of one, is that
    module's variable. None for anything but names and attributes of modules.
    """
    if isinstance(expr, Name):
        holder, _ = evaluator.find_name(expr.id, expr.start, frame)
        return _imported(evaluator, holder, expr.id, 0) if holder is not None else None
    if isinstance(expr, Attribute) and isinstance(expr.value, (Name, Attribute)):
        for value in evaluator.values(expr.value, frame):
            if isinstance(value, ModuleValue) and expr.attr in value.facts.scope.bindings:
                home = evaluator.module_frame(value.facts)
                return _imported(evaluator, home, expr.attr, 0)
    return None


def _imported(evaluator: Evaluator, holder: Frame, name: str, depth: int) -> tuple[Frame, str]:
    """The variable that an import binds a name to, or the name's own."""
    bindings = holder.scope.bindings[name]
    imported = bindings[0].imported if len(bindings) == 1 else None
    if imported is not None and imported.name is not None and depth < _DEEPEST:
        module = evaluator.table.find(holder.module.path, imported.module)
        if module is not None and imported.name in module.scope.bindings:
            home = evaluator.module_frame(module)
            return _imported(evaluator, home, imported.name, depth + 1)
    return holder, name


def is_variable(evaluator: Evaluator, expr: Expr, frame: Frame, holder: Frame, name: str) -> bool:
    """Whether an expression names a variable."""
    found = variable_of(evaluator, expr, frame)
    return found is not None and found[0] is holder and found[1] == name


def assigned_name(value: CallResult | MethodResult) -> str | None:
    """The name that a statement gives to what a call made, and to nothing else."""
    statement = statement_of(value.call.start, value.frame.scope.enclosing_scope)
    if not isinstance(statement, st.Assign) or statement.value is not value.call:
        return None
    target = statement.targets[0]
    return target.id if len(statement.targets) == 1 and isinstance(target, Name) else None


def quoted_name(value: CallResult | MethodResult) -> str:
    """Return how a message speaks of what a call made: by its variable, or else by the call."""
    return f"`{assigned_name(value) or short_source(value.call)}`"
