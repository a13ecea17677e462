"""Let a function that builds distributions build them anew: take its cache decorator away."""

from __future__ import annotations

from nplint.facts.expressions import Attribute, Call, Expr, Name
from nplint.facts.scopes import Function
from nplint.facts.statements import ImportedName
from nplint.finding import Edit, Span
from nplint.fixes.imports import import_edits
from nplint.fixes.repair import CannotRepair, Repair, Workshop, names, repair
from nplint.fixes.variables import import_needed
from nplint.program.evaluator import CACHES
from nplint.program.sharing import SharedDistribution
from nplint.values import kinds
from nplint.values.kinds import FunctionValue


def uncache(workshop: Workshop, shared: SharedDistribution) -> Repair:
    """Plan the repair.

    Raises
    ------
    CannotRepair
        The cache is not a decorator on a line of its own.
    """
    evaluator = workshop.program.evaluator
    functions: dict[Function, None] = {}
    obstacle = ""
    for crossing in {use.crossing.expr: use.crossing for use in shared.uses}.values():
        call = crossing.expr
        if not isinstance(call, Call):
            raise CannotRepair("it reaches the models in several ways")
        for target in evaluator.values(call.func, crossing.frame):
            if not isinstance(target, FunctionValue) or not target.cached:
                raise CannotRepair("what it is cached by is not seen")
            functions[target.function] = None
            reason = workshop.constancy.call_obstacle(target, call, crossing.frame)
            obstacle = obstacle or reason
    edits: list[Edit] = []
    for function in functions:
        edits += _without_decorator(workshop, function)
    return repair(f"Stop caching {names(functions)}", edits, obstacle)


def _without_decorator(workshop: Workshop, function: Function) -> list[Edit]:
    evaluator = workshop.program.evaluator
    closure = evaluator.generic_frame(function.scope).parent
    layout = workshop.layout(function.module)
    for decorator in function.decorators:
        values = evaluator.values(decorator, closure) if closure is not None else ()
        if not any(isinstance(v, kinds.External | kinds.Made) and v.name in CACHES for v in values):
            continue
        start = layout.text.rfind("@", 0, decorator.start)
        lines = layout.lines_of(start, decorator.end, comments=False)
        if lines is None:
            break
        edits = [Edit(function.module.path, Span(lines.start, lines.end), "")]
        return edits + _without_import(workshop, function, decorator)
    raise CannotRepair(f"`{function.name}` is cached in a way that cannot be taken away")


def _without_import(workshop: Workshop, function: Function, decorator: Expr) -> list[Edit]:
    """Drop the cache's import where nothing else needs it."""
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
