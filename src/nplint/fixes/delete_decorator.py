"""Taking a decorator off a function."""

from __future__ import annotations

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Function
from nplint.facts.statements import ImportedName
from nplint.finding import Edit, Span
from nplint.fixes.imports import import_edits
from nplint.fixes.repair import Workshop
from nplint.fixes.variables import import_needed


def delete_decorator(workshop: Workshop, function: Function, decorator: Expr) -> list[Edit]:
    """Edits that delete a decorator, and its import where nothing else needs that.

    Empty where the decorator has no line of its own.
    """
    layout = workshop.layout(function.module)
    start = layout.text.rfind("@", 0, decorator.start)
    lines = layout.lines_of(start, decorator.end, comments=False)
    if lines is None:
        return []
    edits = [Edit(function.module.path, Span(lines.start, lines.end), "")]
    return edits + _without_import(workshop, function, decorator)


def _without_import(workshop: Workshop, function: Function, decorator: Expr) -> list[Edit]:
    root = decorator.func if isinstance(decorator, Call) else decorator
    while isinstance(root, Attribute):
        root = root.value
    module = function.module
    bindings = module.scope.bindings.get(root.id, ()) if isinstance(root, Name) else ()
    imported: ImportedName | None = bindings[0].imported if len(bindings) == 1 else None
    if imported is None:
        return []
    if import_needed(workshop, imported, module, module.scope, (), {root}, ()):
        return []
    return import_edits(workshop, module, [imported], [])
