"""Let a function that builds distributions build them anew: take its cache decorator away."""

from __future__ import annotations

from nplint.facts.expressions import Call
from nplint.facts.scopes import Function
from nplint.finding import Edit
from nplint.fixes.delete_decorator import delete_decorator
from nplint.fixes.repair import CannotRepair, Repair, Workshop, names, repair
from nplint.semantic.externals import CACHES
from nplint.analyses.shared_distributions import SharedDistribution
from nplint.semantic import values as kinds
from nplint.semantic.values import FunctionValue


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
    for decorator in function.decorators:
        values = evaluator.values(decorator, closure) if closure is not None else ()
        if any(isinstance(v, kinds.External | kinds.Made) and v.name in CACHES for v in values):
            edits = delete_decorator(workshop, function, decorator)
            if edits:
                return edits
            break
    raise CannotRepair(f"`{function.name}` is cached in a way that cannot be taken away")
