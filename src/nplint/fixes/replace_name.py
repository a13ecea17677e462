"""Putting another name in the place of one, with what that does to the imports."""

from __future__ import annotations

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import ModuleFacts, Scope, holder_of
from nplint.facts.statements import ImportedName
from nplint.finding import Edit, Span
from nplint.fixes.import_edits import import_edits, only_import, repeated
from nplint.fixes.repair import Workshop
from nplint.fixes.spelled import spelled
from nplint.fixes.definitions import import_needed


def replace_name(workshop: Workshop, scope: Scope, expr: Expr, qualified: str) -> list[Edit]:
    """Edits that name something of NumPyro's or JAX's instead of what an expression names.

    Empty where the name it would be imported under means something else there.

    Parameters
    ----------
    workshop
        The program to repair.
    scope, expr
        The dotted name that goes, and the scope that evaluates it.
    qualified
        The dotted name that comes: ``numpyro.contrib.control_flow.scan``.
    """
    module, added = scope.module, []
    unneeded = unneeded_imports(workshop, module, expr)
    spelling = spelled(qualified, scope, expr.start)
    if spelling is None or spelling.count(".") > 1:  # a package need not load its modules
        package, _, spelling = qualified.rpartition(".")
        taken = holder_of(scope, spelling)
        gone = [each for each in unneeded if each.bound == spelling]
        if taken is not None and not (gone and taken is module.scope):
            return []
        added.append(ImportedName(0, 0, package, spelling, spelling, False, module.scope))
    return [
        Edit(module.path, Span(expr.start, expr.end), spelling),
        *import_edits(workshop, module, unneeded, added, expr.start),
    ]


def unneeded_imports(workshop: Workshop, module: ModuleFacts, expr: Expr) -> list[ImportedName]:
    """The import, with its repetitions, that only a dotted name needs, or a call of one."""
    root = expr.func if isinstance(expr, Call) else expr
    while isinstance(root, Attribute):
        root = root.value
    bindings = module.scope.bindings.get(root.id, ()) if isinstance(root, Name) else ()
    imported = only_import(bindings)
    if imported is None:
        return []
    needed = import_needed(workshop, imported, module, module.scope, (), {root}, ())
    return [] if needed else repeated(imported, module.scope)
