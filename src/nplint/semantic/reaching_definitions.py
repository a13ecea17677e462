"""The bindings of a name that can give its value at a place."""

from __future__ import annotations

from collections.abc import Sequence

from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.scopes import Binding, Scope


def reaching_definitions(bindings: Sequence[Binding], place: int | None) -> list[Binding]:
    """Return the bindings that may hold at ``place``, or at the scope's end where it is None.

    ``place`` is an offset in the same scope. A binding hides the earlier ones unless it stands
    in a branch that need not have run; loops that carry a later binding back are not followed.
    """
    found: list[Binding] = []
    for binding in reversed(bindings):  # there may be very many, and the last are the likeliest
        if place is not None and (binding.start >= place or _is_being_made(binding, place)):
            continue
        if binding.kind == "annotation":
            continue
        found.append(binding)
        block = binding.block
        if block is None or (place is not None and block[0] <= place <= block[1]):
            break
    if not found and place is not None and bindings:
        # Used before it is bound: in a loop, or a function that runs later.
        return reaching_definitions(bindings, None)
    return [binding for binding in reversed(found) if binding.kind != "delete"]


def carried_back(bindings: Sequence[Binding], place: int, scope: Scope) -> list[Binding]:
    """Return the bindings further down in a loop around a place, which its next turn reads."""
    later = [each for each in bindings if each.start >= place or _is_being_made(each, place)]
    statement = statement_of(place, scope) if later else None
    if statement is None:
        return []
    around = (*enclosing(statement, scope), statement)
    loops = [each for each in around if isinstance(each, st.Loop)]
    return [
        each
        for each in later
        if each.kind != "loop" and any(loop.start <= each.start < loop.end for loop in loops)
    ]


def _is_being_made(binding: Binding, place: int) -> bool:
    """Tell whether a place stands in the assignment itself: ``x = f(x)`` reads the ``x`` before."""
    if binding.kind not in ("assign", "augment") or binding.statement is None:
        return False
    return place <= binding.statement.end
