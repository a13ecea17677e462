"""Put another name in the place of one, and mend the imports."""

from __future__ import annotations

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import ModuleFacts, Scope, binding_scope
from nplint.facts.statements import ImportedName
from nplint.finding import Edit
from nplint.fixes.definitions import import_needed
from nplint.fixes.import_edits import import_edits, only_import, repeated
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import FixContext


def replace_name(fix_context: FixContext, scope: Scope, expr: Expr, qualified: str) -> list[Edit]:
    """Name something of NumPyro's or JAX's instead of what an expression names.

    Empty where the name it would be imported under means something else there.

    Parameters
    ----------
    fix_context
        The program to repair.
    scope, expr
        The dotted name that goes, and the scope that evaluates it.
    qualified
        The dotted name that comes: ``numpyro.contrib.control_flow.scan``.
    """
    module, added = scope.module, []
    unneeded = unneeded_imports(fix_context, module, expr)
    written = local_name(qualified, scope, expr.start)
    if written is None or written.count(".") > 1:  # a package need not load its modules
        package, _, written = qualified.rpartition(".")
        taken = binding_scope(scope, written)
        gone = [each for each in unneeded if each.bound == written]
        if taken is not None and not (gone and taken is module.scope):
            return []
        added.append(ImportedName(0, 0, package, written, written, False, module.scope))
    return [
        module.locate(expr).replaced_by(written),
        *import_edits(fix_context, module, unneeded, added, expr.start),
    ]


def written_name(
    fix_context: FixContext, scope: Scope, place: int, qualified: str
) -> tuple[str, list[Edit]] | None:
    """Return how a place can name something of NumPyro's or JAX's, with the import that it needs.

    None where the name it would be imported under means something else there.
    """
    written = local_name(qualified, scope, place)
    if written is not None:
        return written, []
    package, _, name = qualified.rpartition(".")
    if binding_scope(scope, name) is not None:
        return None
    added = ImportedName(0, 0, package, name, name, False, scope.module.scope)
    return name, import_edits(fix_context, scope.module, [], [added], place)


def unneeded_imports(
    fix_context: FixContext, module: ModuleFacts, expr: Expr
) -> list[ImportedName]:
    """Return the import, with its repetitions, that only a dotted name, or its call, needs."""
    root = expr.func if isinstance(expr, Call) else expr
    while isinstance(root, Attribute):
        root = root.value
    bindings = module.scope.bindings.get(root.id, ()) if isinstance(root, Name) else ()
    imported = only_import(bindings)
    if imported is None:
        return []
    needed = import_needed(fix_context, imported, module, module.scope, (), {root}, ())
    return [] if needed else repeated(imported, module.scope)
