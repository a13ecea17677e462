"""Handlers that keep a site from the run around them, or take its density away."""

from __future__ import annotations

from collections.abc import Sequence

from nplint.libraries.numpyro import BoundCall, arguments_of
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Container, Literal, MethodResult, Value

_BLOCK = "numpyro.handlers.block"
_MASK = "numpyro.handlers.mask"
_SCALE = "numpyro.handlers.scale"
_SCOPE = "numpyro.handlers.scope"
# The type that messages of a site have, where it is not the name of its effect.
_TYPES = {"factor": "sample"}


def reaches_run(
    evaluator: Evaluator, kind: str, name: str | None, contexts: Sequence[Value]
) -> bool:
    """Tell whether surely no ``handlers.block`` hides a site from what runs the model.

    Parameters
    ----------
    evaluator
        Says what the handlers are given.
    kind, name
        The site's, the name if it is a constant.
    contexts
        What it stands in.
    """
    made = [each for each in contexts if isinstance(each, CallResult)]
    prefixed = any(each.name == _SCOPE for each in made)
    return not any(
        _may_hide(evaluator, arguments_of(evaluator, each), kind, None if prefixed else name)
        for each in made
        if each.name == _BLOCK
    )


def is_hidden(evaluator: Evaluator, kind: str, name: str, contexts: Sequence[Value]) -> bool:
    """Tell whether a ``handlers.block`` surely hides a site from what runs the model."""
    made = [each for each in contexts if isinstance(each, CallResult)]
    if any(each.name == _SCOPE for each in made):
        return False
    return any(
        _hides(evaluator, arguments_of(evaluator, each), kind, name)
        for each in made
        if each.name == _BLOCK
    )


def is_weightless(evaluator: Evaluator, fn: BoundExpr | None, contexts: Sequence[Value]) -> bool:
    """Tell whether a site surely adds nothing to the density: under ``mask(mask=False)``."""
    for each in contexts:
        if isinstance(each, CallResult) and each.name in (_MASK, _SCALE):
            name = each.short_name
            if _is_nothing(evaluator, arguments_of(evaluator, each).get(name)):
                return True
    drawn = evaluator.values_of(fn) if fn is not None else ()
    return bool(drawn) and all(_is_masked(evaluator, value) for value in drawn)


def _is_masked(evaluator: Evaluator, value: Value) -> bool:
    if not isinstance(value, MethodResult):
        return False
    if value.attr == "mask" and value.call.arguments:
        return _is_nothing(evaluator, BoundExpr(value.call.arguments[0].value, value.frame))
    return _is_masked(evaluator, value.owner)


def _is_nothing(evaluator: Evaluator, weight: BoundExpr | None) -> bool:
    """Tell whether a mask is False, or a scale zero."""
    literals = evaluator.literals(weight.expr, weight.frame) if weight is not None else None
    return bool(literals) and not any(literals or ())


def _may_hide(evaluator: Evaluator, block: BoundCall, kind: str, name: str | None) -> bool:
    """Tell whether a ``block`` may hide a site; without arguments it hides all."""
    given = block.given(evaluator)
    if not block.complete or "hide_fn" in given:
        return True
    if "hide" in given:
        hidden = _names(evaluator, block.get("hide"))
        return hidden is None or name is None or name in hidden
    if "expose_types" in given:
        types = _names(evaluator, block.get("expose_types"))
        return types is None or _TYPES.get(kind, kind) not in types
    if "expose" in given:
        exposed = _names(evaluator, block.get("expose"))
        return exposed is None or name is None or name not in exposed
    return True


def _hides(evaluator: Evaluator, block: BoundCall, kind: str, name: str) -> bool:
    """Tell whether a ``block`` surely hides a site."""
    given = block.given(evaluator)
    if not block.complete or "hide_fn" in given or "expose_fn" in given:
        return False
    if "hide" in given:
        return name in (_names(evaluator, block.get("hide")) or ())
    if "expose_types" in given:
        types = _names(evaluator, block.get("expose_types"))
        return types is not None and _TYPES.get(kind, kind) not in types
    if "expose" in given:
        exposed = _names(evaluator, block.get("expose"))
        return exposed is not None and name not in exposed
    return True


def _names(evaluator: Evaluator, listed: BoundExpr | None) -> set[object] | None:
    """Return the constants of a list; None unless all of it is seen."""
    values = evaluator.values_of(listed) if listed is not None else ()
    only = values[0] if len(values) == 1 else None
    if not isinstance(only, Container) or evaluator.containers.may_grow(only):
        return None
    found: set[object] = set()
    for _, entry in evaluator.containers.entries(only):
        inner = evaluator.values_of(entry)
        if len(inner) != 1 or not isinstance(inner[0], Literal):
            return None
        found.add(inner[0].value)
    return found
