"""Functions that are handed to external ones, and the arguments that they get there."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import (
    Attribute,
    Call,
    EntryOf,
    Expr,
    Lambda,
    ListDisplay,
    Name,
    Opaque,
)
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult, External, Frame, FunctionValue

# The functions that call another with an entry of arrays at each step: after how many arguments
# these stand, by position and by keyword, and after how many the entry does.
_SCANNING = {
    "jax.lax.scan": (2, "xs", 1),
    "jax.lax.map": (1, "xs", 0),
    "numpyro.contrib.control_flow.scan": (2, "xs", 1),
}
# The first of these arguments is carried from step to step, if it is not the entry.
_CARRIED = (1, "init")


def handed_over(
    evaluator: Evaluator, target: External | CallResult, call: Call, frame: Frame
) -> Iterator[tuple[FunctionValue, Frame]]:
    """Yield the functions that a call hands to something external, which runs them in a frame.

    They are given by themselves (``scan``, ``vmap``) or in a list (``switch``).
    """
    given = _given_at_each_step(evaluator, target.name, call)
    for argument in call.arguments:
        value = argument.value
        for part in value.items if isinstance(value, ListDisplay) else (value,):
            if isinstance(part, (Name, Attribute, Lambda, Call)):
                for function in evaluator.values(part, frame):
                    if isinstance(function, FunctionValue):
                        made = evaluator.made_call(part, given, call)
                        inner = evaluator.call_frame(function, made, frame)
                        if inner is not None:
                            yield function, inner


def _given_at_each_step(evaluator: Evaluator, name: str, call: Call) -> tuple[Expr, ...]:
    """Return what an external function gives to the one it is handed, as far as that is known."""
    position, keyword, before = _SCANNING.get(name, (0, "", 0))
    scanned = evaluator.argument(call, position, keyword) if keyword else None
    if scanned is None:
        return ()
    first = evaluator.argument(call, *_CARRIED)
    parts = (first,) if first is not None else ()
    carried = [Opaque(call.start, call.end, parts) for _ in range(before)]
    return (*carried, EntryOf(scanned.start, scanned.end, scanned))


def carried_from(evaluator: Evaluator, expr: Expr, frame: Frame) -> BoundExpr | None:
    """Return what something that a scan carries from step to step starts with.

    JAX sees to it that it keeps its shape and dtype. None for anything else.
    """
    path: tuple[int | None, ...] = ()
    while isinstance(expr, Name):
        owner, place = evaluator.find_name(expr.id, expr.start, frame)
        reached = reaching_definitions(owner.scope.bindings[expr.id], place) if owner else []
        if owner is None or len(reached) != 1:
            return None
        binding = reached[0]
        if binding.kind == "assign" and binding.value is not None and binding.path:
            expr, frame, path = binding.value, owner, (*binding.path, *path)
            continue
        given = owner.arguments.get(expr.id, ()) if binding.kind == "parameter" else ()
        if len(given) != 1 or not isinstance(given[0].expr, Opaque) or owner.called is None:
            return None
        parts = given[0].expr.parts
        return _part(parts[0], given[0].frame, path) if len(parts) == 1 else None
    return None


def _part(expr: Expr, frame: Frame, path: tuple[int | None, ...]) -> BoundExpr | None:
    """Return a part of what displays of lists and tuples hold."""
    for index in path:
        if not isinstance(expr, ListDisplay) or index is None or index >= len(expr.items):
            return None
        expr = expr.items[index]
    return BoundExpr(expr, frame)
