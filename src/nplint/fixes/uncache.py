"""Take the cache off a function that builds distributions, so that it builds them anew."""

from __future__ import annotations

from nplint.analyses.shared_distributions import SharedInstance
from nplint.facts.expressions import Call, terminal
from nplint.facts.scopes import Function
from nplint.finding import Edit
from nplint.fixes.delete_decorator import delete_decorator
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names
from nplint.semantic.externals import CACHES
from nplint.semantic.values import CallResult, External, FunctionValue


def uncache(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan the repair.

    Raises
    ------
    CannotRepair
        The cache is not a decorator on a line of its own.
    """
    evaluator = fix_context.program.evaluator
    functions: dict[Function, None] = {}
    obstacle = ""
    for capture in shared.captures:
        call = capture.expr
        if not isinstance(call, Call):
            raise CannotRepair("it reaches the models in several ways")
        for target in evaluator.values(call.func, capture.frame):
            if not isinstance(target, FunctionValue) or not target.cached:
                raise CannotRepair("what it is cached by is not seen")
            functions[target.function] = None
            obstacle = (
                obstacle
                or fix_context.constancy.call_obstacle(target, call, capture.frame)
                or fix_context.rounding.called_obstacle(target, call, capture.frame)
            )
    edits: list[Edit] = []
    for function in functions:
        _require_only_called(fix_context, function)
        edits += _without_decorator(fix_context, function)
    return Repair.safe_unless(obstacle, f"Stop caching {names(functions)}", *edits)


def _require_only_called(fix_context: FixContext, function: Function) -> None:
    """Check that nobody asks the cache itself for something."""
    for attr in ("cache_clear", "cache_info", "cache_parameters", "__wrapped__"):
        for module in fix_context.program.index.read_as_attribute(attr):
            if any(terminal(each.value) == function.name for each in module.attributes[attr]):
                raise CannotRepair(f"`{function.name}.{attr}` is used")
        if fix_context.is_used_unseen(function.module, f"{function.name}.{attr}"):
            raise CannotRepair(f"`{function.name}.{attr}` may be used in files that are not seen")


def _without_decorator(fix_context: FixContext, function: Function) -> list[Edit]:
    evaluator = fix_context.program.evaluator
    closure = evaluator.generic_frame(function.scope).parent
    for decorator in function.decorators:
        values = evaluator.values(decorator, closure) if closure is not None else ()
        if any(isinstance(v, External | CallResult) and v.name in CACHES for v in values):
            edits = delete_decorator(fix_context, function, decorator)
            if edits:
                return edits
            break
    raise CannotRepair(f"`{function.name}` is cached in a way that cannot be taken away")
