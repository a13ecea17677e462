"""The names that a loop gives a site turn by turn, where the program spells what it runs over."""

from __future__ import annotations

from collections.abc import Sequence

from nplint.facts import expressions as ex
from nplint.facts.scopes import Binding
from nplint.model.sites import Site
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Container, Frame, Value

_MOST_TURNS = 60


def turn_names(evaluator: Evaluator, site: Site) -> list[str]:
    """Return the names of a site that a loop reaches, in order; none where they are not known.

    One part of the name may change from turn to turn: an entry of a list, or a number.
    """
    name = site.arguments.get("name")
    if name is None or not site.repeated:
        return []
    return texts_of_turns(evaluator, name.expr, name.frame)


def texts_of_turns(evaluator: Evaluator, expr: ex.Expr, frame: Frame) -> list[str]:
    """Return the texts that an expression has turn by turn; none where they are not known."""
    parts = expr.parts if isinstance(expr, ex.FString) else (expr,)
    texts: list[list[str]] = []
    for part in parts:
        values = _turns(evaluator, part, frame)
        if not values:
            return []
        texts.append([str(value) for value in values])
    changing = [each for each in texts if len(each) > 1]
    if len(changing) != 1 or len(changing[0]) > _MOST_TURNS:
        return []
    count = len(changing[0])
    full = [each if len(each) > 1 else each * count for each in texts]
    return ["".join(turn) for turn in zip(*full, strict=True)]


def _turns(evaluator: Evaluator, expr: ex.Expr, frame: Frame) -> Sequence[object]:
    """Return the values of an expression turn by turn, one alone if it does not change."""
    if isinstance(expr, ex.Name):
        owner, _ = evaluator.find_name(expr.id, expr.start, frame)
        bindings = owner.scope.bindings[expr.id] if owner is not None else []
        if owner is not None and len(bindings) == 1 and bindings[0].kind == "loop":
            return _of_loop(evaluator, bindings[0], owner)
    literals = evaluator.literals(expr, frame)
    return literals if literals is not None and len(literals) == 1 else ()


def _of_loop(evaluator: Evaluator, binding: Binding, owner: Frame) -> Sequence[object]:
    source = binding.value
    if source is None:
        return ()
    values = evaluator.values(source, evaluator.loop_frame(binding, owner))
    return _entries(evaluator, values[0], binding.path) if len(values) == 1 else ()


def _entries(evaluator: Evaluator, source: Value, path: Sequence[int | None]) -> Sequence[object]:
    """Return what a loop over a value gives to a part of its target."""
    if isinstance(source, CallResult) and source.name == "builtins.range" and not path:
        bounds = [evaluator.literals(each.value, source.frame) for each in source.call.arguments]
        numbers = [b[0] for b in bounds if b and len(b) == 1 and type(b[0]) is int]
        return range(*numbers) if numbers and len(numbers) == len(bounds) else ()
    if isinstance(source, CallResult) and source.name in ("builtins.enumerate", "builtins.zip"):
        arguments = [each.value for each in source.call.arguments]
        if not arguments or not path or path[0] is None or path[0] > len(arguments):
            return ()
        numbered = source.name == "builtins.enumerate"
        chosen = arguments[0 if numbered else path[0]]
        inner = evaluator.values(chosen, source.frame)
        if len(inner) != 1:
            return ()
        if numbered and path[0] == 0:
            return range(_count(evaluator, inner[0])) if len(arguments) == 1 else ()
        return _entries(evaluator, inner[0], path[1:])
    if not isinstance(source, Container) or evaluator.containers.may_grow(source):
        return ()
    return _listed(evaluator, source, path)


def _listed(
    evaluator: Evaluator, container: Container, path: Sequence[int | None]
) -> Sequence[object]:
    expr, frame = container.expr, container.frame
    if isinstance(expr, ex.DictDisplay) and not path:
        keys = [
            evaluator.literals(key, frame) if key is not None else None for key, _ in expr.entries
        ]
        return [each[0] for each in keys if each] if all(keys) else ()
    if not isinstance(expr, ex.ListDisplay):
        return ()
    found: list[object] = []
    for item in expr.items:
        for index in path:
            if not isinstance(item, ex.ListDisplay) or index is None or index >= len(item.items):
                return ()
            item = item.items[index]
        literals = evaluator.literals(item, frame)
        if literals is None or len(literals) != 1:
            return ()
        found.append(literals[0])
    return found


def _count(evaluator: Evaluator, source: Value) -> int:
    """Return how many turns a loop over a value has; zero where that is not known."""
    if isinstance(source, Container) and isinstance(source.expr, ex.ListDisplay):
        spread = any(isinstance(each, ex.Starred) for each in source.expr.items)
        return 0 if spread or evaluator.containers.may_grow(source) else len(source.expr.items)
    return len(_entries(evaluator, source, ()))
