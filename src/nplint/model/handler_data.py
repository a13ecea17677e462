"""The sites that a handler's dict names."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.finding import Location
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Container, Frame

# The parameters that take a dict by site, in any of NumPyro's signatures.
_BY_SITE = ("data", "config", "values")


@record
class Handled:
    """An entry ``"name": value`` of a handler's dict.

    Parameters
    ----------
    name
        The site's name.
    key
        The expression of the name; None where it is a keyword of ``dict(…)``.
    value
        The value that the handler gives the site.
    location
        The place of the key or keyword.
    """

    name: str
    key: ex.Expr | None
    value: BoundExpr
    location: Location


def handled_sites(evaluator: Evaluator, handler: CallResult) -> list[Handled]:
    """Return the entries of ``data``, ``config`` or ``values``; none unless all are seen."""
    entry = entry_of(handler)
    if entry is None:
        return []
    arguments = bind_call(evaluator, entry, handler.call, handler.frame).arguments
    for parameter in _BY_SITE:
        if parameter in arguments:
            found = evaluator.values_of(arguments[parameter])
            if len(found) != 1 or not isinstance(found[0], Container):
                return []
            return _entries(evaluator, found[0])
    return []


def _entries(evaluator: Evaluator, container: Container) -> list[Handled]:
    if evaluator.containers.may_grow(container):
        return []
    if isinstance(container.expr, ex.Comprehension):
        return _comprehended(evaluator, container.expr, container.frame)
    found = []
    for each in _written(container):
        if each is None:
            return []
        key, value, location = each
        name: object = key
        if isinstance(key, ex.Expr):
            literals = evaluator.literals(key, container.frame)
            name = literals[0] if literals and len(literals) == 1 else None
        if not isinstance(name, str):
            return []
        expr = key if isinstance(key, ex.Expr) else None
        found.append(Handled(name, expr, BoundExpr(value, container.frame), location))
    return found


def _comprehended(evaluator: Evaluator, expr: ex.Comprehension, frame: Frame) -> list[Handled]:
    """Return the entries of ``{name: value for name in ["a", "b"]}``."""
    inner = evaluator.inner_frame(expr.scope, frame)
    names = evaluator.literals(expr.key, inner) if expr.key is not None else None
    if names is None or expr.parts or not all(isinstance(each, str) for each in names):
        return []
    value, at = BoundExpr(expr.element, inner), frame.locate(expr)
    return [Handled(str(name), expr.key, value, at) for name in names]


def _written(container: Container) -> Iterator[tuple[ex.Expr | str, ex.Expr, Location] | None]:
    """Yield each key or keyword with its value and its place; None for one that is not seen."""
    expr, locate = container.expr, container.frame.locate
    if isinstance(expr, ex.DictDisplay):
        for key, value in expr.entries:
            yield None if key is None else (key, value, locate(key))
    elif isinstance(expr, ex.Call):
        for argument in expr.arguments:
            name = argument.keyword
            at = locate(argument)
            yield None if name is None else (name, argument.value, at.up_to(at.start + len(name)))
    else:
        yield None
