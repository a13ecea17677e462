"""The binding of a call's arguments to the parameters of a function."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nplint.facts.expressions import Call, Expr, ListDisplay, Name, Starred, children
from nplint.semantic.values import BoundExpr, Container, Frame, FunctionValue, Literal

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

Arguments = dict[str, tuple[BoundExpr, ...]]


@dataclass(frozen=True, slots=True)
class GivenArguments:
    """The arguments of a call as it spells them, what ``*`` and ``**`` bring included.

    ``complete`` is False where they may bring more than is seen.
    """

    positional: tuple[BoundExpr, ...]
    keywords: dict[str, BoundExpr]
    complete: bool


def given_arguments(evaluator: Evaluator, call: Call, caller: Frame) -> GivenArguments:
    """Return the arguments that a call gives."""
    positional: list[BoundExpr] = []
    keywords: dict[str, BoundExpr] = {}
    complete = certain = True
    for argument in call.arguments:
        if argument.star == "*":
            spread = _spread(evaluator, argument.value, caller) if certain else None
            positional += spread or ()
            certain = certain and spread is not None  # else the positions to come are not known
        elif argument.star == "**":
            entries, all_seen = spread_keywords(evaluator, argument.value, caller)
            keywords.update(entries)
            complete = complete and all_seen
        elif argument.keyword is not None:
            keywords[argument.keyword] = BoundExpr(argument.value, caller)
        elif certain:
            positional.append(BoundExpr(argument.value, caller))
    return GivenArguments(tuple(positional), keywords, complete and certain)


def bind_arguments(
    evaluator: Evaluator, target: FunctionValue, call: Call, caller: Frame
) -> tuple[Arguments, bool]:
    """Bind a call's arguments to a function's parameters; tell whether all of them are seen."""
    given = given_arguments(evaluator, call, caller)
    positional = [*target.positional, *given.positional]
    keywords = {**target.keywords, **given.keywords}
    return bind(evaluator, target, positional, keywords), given.complete


def bind(
    evaluator: Evaluator,
    target: FunctionValue,
    positional: list[BoundExpr],
    keywords: dict[str, BoundExpr],
) -> Arguments:
    """Bind positional and keyword arguments to a function's parameters."""
    function = target.function
    parameters = list(function.parameters)
    bound: defaultdict[str, tuple[BoundExpr, ...]] = defaultdict(tuple)
    if target.receiver is not None and evaluator.objects.receiver_name(function) is not None:
        parameters = parameters[1:]
    by_position = [p for p in parameters if p.kind in ("positional", "either")]
    for parameter, argument in zip(by_position, positional, strict=False):
        bound[parameter.name] += (argument,)
    names = {p.name for p in parameters if p.kind in ("either", "keyword")}
    for name, argument in keywords.items():
        if name in names:
            bound[name] = (argument,)
    return dict(bound)


def misfit(evaluator: Evaluator, target: FunctionValue, given: GivenArguments) -> str:
    """Return why a function cannot take some arguments, as a clause; empty where it can, or may."""
    function = target.function
    if not given.complete or any(not _keeps_signature(each) for each in function.decorators):
        return ""
    parameters = list(function.parameters)
    if target.receiver is not None and evaluator.objects.receiver_name(function) is not None:
        parameters = parameters[1:]
    kinds = {parameter.kind for parameter in parameters}
    by_position = [p.name for p in parameters if p.kind in ("positional", "either")]
    positional = len(target.positional) + len(given.positional)
    if positional > len(by_position) and "*" not in kinds:
        return f"it takes {len(by_position)} by position, not {positional}"
    keywords = target.keywords.keys() | given.keywords.keys()
    names = {p.name for p in parameters if p.kind in ("either", "keyword")}
    unknown = sorted(keywords - names)
    if unknown and "**" not in kinds:
        return f"it takes no `{unknown[0]}`"
    filled = {*by_position[:positional], *keywords}
    lacking = [
        p.name for p in parameters
        if p.default is None and p.kind not in ("*", "**") and p.name not in filled
    ]  # fmt: skip
    return f"it needs `{lacking[0]}`, which is not given" if lacking else ""


def _keeps_signature(decorator: Expr) -> bool:
    return isinstance(decorator, Name) and decorator.id in ("staticmethod", "classmethod")


def _spread(evaluator: Evaluator, expr: Expr, caller: Frame) -> list[BoundExpr] | None:
    """Return what ``*expr`` gives; None where that is not seen."""
    values = evaluator.values(expr, caller)
    if len(values) != 1 or not isinstance(values[0], Container):
        return None
    shown = values[0].expr
    if not isinstance(shown, ListDisplay) or any(isinstance(e, Starred) for e in shown.items):
        return None
    if _may_be_another(values[0]) or _is_default(evaluator, expr, caller):
        return None
    if evaluator.containers.may_grow(values[0]):
        return None
    return [entry for _, entry in evaluator.containers.entries(values[0])]


def spread_keywords(
    evaluator: Evaluator, expr: Expr, caller: Frame
) -> tuple[dict[str, BoundExpr], bool]:
    """Return the keyword arguments that ``**expr`` gives, and whether that is all it can give."""
    found: dict[str, BoundExpr] = {}
    complete = True
    for value in evaluator.values(expr, caller):
        if isinstance(value, Container):
            may_grow = evaluator.containers.may_grow(value)
            complete = complete and not (may_grow or _may_be_another(value))
            complete = complete and not _is_default(evaluator, expr, caller)
            for key, entry in evaluator.containers.entries(value):
                if isinstance(key, str):
                    found[key] = entry
                else:
                    complete = False
        elif not (isinstance(value, Literal) and value.value is None):
            # A None would raise, so whoever gets here has replaced it.
            complete = False
    return found, complete


def _may_be_another(container: Container) -> bool:
    """Tell whether a container is but what a class begins with: its instances may have others."""
    return container.frame.scope.kind == "class"


def _is_default(evaluator: Evaluator, expr: Expr, caller: Frame) -> bool:
    """Tell whether a value is but a parameter's default, where callers may be out of sight."""
    if isinstance(expr, Name):
        owner, _ = evaluator.find_name(expr.id, expr.start, caller)
        function = owner.scope.function if owner is not None else None
        return (
            owner is not None
            and function is not None
            and function.parameter(expr.id) is not None
            and expr.id not in owner.arguments
            and (owner.open or (owner.called is None and owner.trace is None))
        )
    return any(_is_default(evaluator, part, caller) for part in children(expr))
