"""The binding of a call's arguments to the parameters of a function."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nplint.facts.expressions import Call, Expr
from nplint.semantic.values import BoundExpr, Container, Frame, FunctionValue, Literal

if TYPE_CHECKING:
    from nplint.semantic.evaluator import Evaluator

Arguments = dict[str, tuple[BoundExpr, ...]]


def bind_arguments(
    evaluator: Evaluator, target: FunctionValue, call: Call, caller: Frame
) -> Arguments:
    """Bind a call's arguments to a function's parameters, as far as they are spelled out."""
    positional: list[BoundExpr] = list(target.positional)
    keywords: dict[str, BoundExpr] = dict(target.keywords)
    for argument in call.arguments:
        if argument.star == "*":
            positional += _spread(evaluator, argument.value, caller)
        elif argument.star == "**":
            keywords.update(spread_keywords(evaluator, argument.value, caller)[0])
        elif argument.keyword is not None:
            keywords[argument.keyword] = BoundExpr(argument.value, caller)
        else:
            positional.append(BoundExpr(argument.value, caller))
    return bind(evaluator, target, positional, keywords)


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


def _spread(evaluator: Evaluator, expr: Expr, caller: Frame) -> list[BoundExpr]:
    for value in evaluator.values(expr, caller):
        if isinstance(value, Container):
            return [thunk for _, thunk in evaluator.containers.entries(value)]
    return []


def spread_keywords(
    evaluator: Evaluator, expr: Expr, caller: Frame
) -> tuple[dict[str, BoundExpr], bool]:
    """The keyword arguments that ``**expr`` gives, and whether that is all it can give."""
    found: dict[str, BoundExpr] = {}
    complete = True
    for value in evaluator.values(expr, caller):
        if isinstance(value, Container):
            complete = complete and not evaluator.containers.may_grow(value)
            for key, thunk in evaluator.containers.entries(value):
                if isinstance(key, str):
                    found[key] = thunk
                else:
                    complete = False
        elif not (isinstance(value, Literal) and value.value is None):
            # A None would raise, so whoever gets here has replaced it.
            complete = False
    return found, complete
