"""Values that an expression may have: each alternative once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from nplint.semantic.values import (
    CallResult,
    Container,
    Element,
    External,
    ExternalAttribute,
    Literal,
    MethodResult,
    OperatorResult,
    Unknown,
    Value,
    Values,
)


def together(parts: Sequence[Values]) -> Values:
    """The values of all parts; those of a single part are not copied, as there are many."""
    return parts[0] if len(parts) == 1 else tuple(chain.from_iterable(parts))


def distinct(values: Values) -> Values:
    """The values without those that are made in the same place as one before."""
    seen: set[object] = set()
    found: list[Value] = []
    for value in values:
        key = _identity(value)
        if key not in seen:
            seen.add(key)
            found.append(value)
    return tuple(found)


def _identity(value: Value) -> object:
    match value:
        case Unknown():
            return "unknown"
        case External(name=name):
            return name
        case CallResult(call=call, frame=frame):
            return (call, frame)
        case MethodResult(owner=owner, call=call, frame=frame):
            return (call, frame, _identity(owner))
        case ExternalAttribute(owner=owner, attr=attr):
            return (attr, _identity(owner))
        case Container(expr=expr, frame=frame) | OperatorResult(expr=expr, frame=frame):
            return (expr, frame)
        case Element(owner=owner):
            return ("part", _identity(owner))
        case Literal(value=constant):
            return (type(constant), repr(constant))
    return id(value)
