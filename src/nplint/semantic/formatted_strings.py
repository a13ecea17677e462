"""The texts that formatted strings may be: ``f"{prefix}_loc"`` where the prefix is known."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from nplint.facts import expressions as ex
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import UNKNOWN, Frame, Literal, Values

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

_MOST_TEXTS = 24
# Values that a format shows as ``str`` does, whatever they stand in.
_PLAIN = (str, int)


def formatted(evaluator: Evaluator, expr: ex.FString, frame: Frame) -> Values:
    """Return the texts of a formatted string; nothing known unless all of its parts are."""
    known: list[list[str]] = []
    count = 1
    for part in expr.parts:
        texts = _texts(evaluator, part, frame)
        count *= len(texts)
        if not texts or count > _MOST_TEXTS:
            return (UNKNOWN,)
        known.append(texts)
    return tuple([Literal("".join(parts)) for parts in product(*known)])


def _texts(evaluator: Evaluator, part: ex.Expr, frame: Frame) -> list[str]:
    if isinstance(part, ex.Name) and not _is_bound_once(evaluator, part, frame):
        return []
    literals = evaluator.literals(part, frame)
    if literals is None or not all(isinstance(each, _PLAIN) for each in literals):
        return []
    return [str(each) for each in literals]


def _is_bound_once(evaluator: Evaluator, name: ex.Name, frame: Frame) -> bool:
    """Tell whether all bindings of a name reach a place: a loop may bring back a later one."""
    owner, place = evaluator.find_name(name.id, name.start, frame)
    if owner is None:
        return False
    bindings = owner.scope.bindings[name.id]
    return len(reaching_definitions(bindings, place)) == len(bindings)
