"""Draws with one key that give the same numbers, where the program takes them for independent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.expressions import terminal
from nplint.facts.scopes import Scope, binding_scope
from nplint.model.program import Program
from nplint.rules.keys.draws import Draw, Draws
from nplint.rules.keys.repetition import Repetition, is_only_compared, repeated_calls
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import CallResult


def repeated_draws(draws: Draws) -> Iterator[list[Draw]]:
    """Yield the draws of the same numbers that meet or feed each other, in source order."""
    by_key: dict[tuple[Scope, object], list[Draw]] = defaultdict(list)
    for draw in draws:
        key, seed = draw.key, draws.seed(draw)
        if seed is not None:
            by_key[draw.scope, (seed,)].append(draw)
        elif isinstance(key, ex.Name) and binding_scope(draw.scope, key.id) is draw.scope:
            by_key[draw.scope, key.id].append(draw)
    for drawn in by_key.values():
        left = sorted(drawn, key=lambda draw: draw.call.start)
        while left:
            first = left.pop(0)
            same = [
                draw
                for draw in left
                if (draw.is_like(first) and draws.meet(first, draw)) or draws.feeds(first, draw)
                if _follows(first, draw)
            ]
            if same:
                yield [first, *same]
                left = [draw for draw in left if draw not in same]


def _follows(first: Draw, second: Draw) -> bool:
    """Tell whether both are surely reached, one after the other, with the key the same."""
    key, other = first.key, second.key
    if isinstance(key, ex.Name) and isinstance(other, ex.Name) and key.id == other.id:
        bindings = first.scope.bindings.get(key.id, ())
        before = reaching_definitions(bindings, key.start)
        if len(before) != 1 or before != reaching_definitions(bindings, other.start):
            return False
        lost = _lost_splits(first.scope, key.id)
        if any(first.call.start < place < second.call.start for place in lost):
            return False  # the discarded split is what is wrong
    return second.is_reached_after(first)


def _lost_splits(scope: Scope, name: str) -> Iterator[int]:
    """Yield the places where statements split a key and throw the new keys away."""
    for statement in scope.module.discarded:
        call = statement.value if statement.scope is scope else None
        if isinstance(call, ex.Call) and terminal(call.func) == "split":
            for argument in call.arguments[:1]:
                if isinstance(argument.value, ex.Name) and argument.value.id == name:
                    yield statement.start


def draws_of_loops(program: Program, draws: Draws) -> Iterator[tuple[Repetition, Draw]]:
    """Yield the draws that a loop over a ``range`` repeats with one key, and collects."""
    for module in program.modules:
        for call, loop in repeated_calls(program, module):
            draw = draws.of(call)
            if draw is None or loop.mapped or is_only_compared(call, call.scope):
                continue
            if _counts(draws, call, loop) and _is_collected(call, draw, loop):
                yield loop, draw


def _counts(draws: Draws, call: ex.Call, loop: Repetition) -> bool:
    """Tell whether a loop runs over a ``range``."""
    frame = draws.contexts.frames(call.scope)[0]
    values = draws.evaluator.values(loop.source, frame) if loop.source is not None else ()
    return bool(values) and all(
        isinstance(each, CallResult) and each.name == "builtins.range" for each in values
    )


def _is_collected(call: ex.Call, draw: Draw, loop: Repetition) -> bool:
    """Tell whether what a loop draws is put together: in a comprehension, a list or a sum."""
    if call.scope.kind == "comprehension":
        return True
    statement = draw.statement
    if isinstance(statement, st.ExprStmt) and isinstance(statement.value, ex.Call):
        return terminal(statement.value.func) in ("append", "extend")
    return isinstance(statement, st.Assign) and bool(statement.operator)
