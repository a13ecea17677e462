"""Variables: the frame and name behind an expression, through imports of other modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nplint.facts import statements as st
from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Attribute, Expr, Name, short_source
from nplint.semantic.values import CallResult, Frame, MethodResult, ModuleValue

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

# Imports of imported names that are followed, one after the other.
_MOST_IMPORTS = 8


def variable_of(evaluator: Evaluator, expr: Expr, frame: Frame) -> tuple[Frame, str] | None:
    """Return the frame and name of the variable that an expression reads or assigns to.

    A name that is imported from a module of the project, or read as an attribute of one, is that
    module's variable. None for anything but names and attributes of modules.
    """
    if isinstance(expr, Name):
        owner, _ = evaluator.find_name(expr.id, expr.start, frame)
        return _imported(evaluator, owner, expr.id) if owner is not None else None
    if isinstance(expr, Attribute) and isinstance(expr.value, (Name, Attribute)):
        for value in evaluator.values(expr.value, frame):
            if isinstance(value, ModuleValue) and expr.attr in value.facts.scope.bindings:
                home = evaluator.module_frame(value.facts)
                return _imported(evaluator, home, expr.attr)
    return None


def _imported(evaluator: Evaluator, owner: Frame, name: str) -> tuple[Frame, str]:
    """Return the variable that an import binds a name to, or the name's own."""
    for _ in range(_MOST_IMPORTS):
        bindings = owner.scope.bindings[name]
        imported = bindings[0].imported if len(bindings) == 1 else None
        if imported is None or imported.name is None:
            break
        module = evaluator.table.find(owner.module.path, imported.module)
        if module is None or imported.name not in module.scope.bindings:
            break
        owner, name = evaluator.module_frame(module), imported.name
    return owner, name


def is_variable(evaluator: Evaluator, expr: Expr, frame: Frame, owner: Frame, name: str) -> bool:
    """Tell whether an expression names a variable."""
    found = variable_of(evaluator, expr, frame)
    return found is not None and found[0] is owner and found[1] == name


def assigned_name(value: CallResult | MethodResult) -> str | None:
    """Return the one name that a statement assigns the result of a call to."""
    statement = statement_of(value.call.start, value.frame.scope.enclosing_scope)
    if not isinstance(statement, st.Assign) or statement.value is not value.call:
        return None
    target = statement.targets[0]
    return target.id if len(statement.targets) == 1 and isinstance(target, Name) else None


def quoted_name(value: CallResult | MethodResult) -> str:
    """Return how a message speaks of what a call made: by its variable, or else by the call."""
    return f"`{assigned_name(value) or short_source(value.call)}`"
