"""The values that an expression may have, each alternative once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class Alternatives(tuple[Value, ...]):
    """The values that an expression may have; none where nothing was asked."""

    __slots__ = ()

    @property
    def only(self) -> Value | None:
        """The value, if there is a single one."""
        return self[0] if len(self) == 1 else None

    def all(self, holds: Callable[[Value], bool]) -> bool:
        """Tell whether something holds for each of them, and there is one at least."""
        return bool(self) and all(map(holds, self))

    @property
    def may_be_none(self) -> bool:
        """Tell whether one of them is None."""
        return any(isinstance(value, Literal) and value.value is None for value in self)

    @property
    def literals(self) -> list[object] | None:
        """The constants that they are; None if one is anything else, or there is none."""
        found = [value.value for value in self if isinstance(value, Literal)]
        return found if found and len(found) == len(self) else None


def together(parts: Sequence[Values]) -> Values:
    """Return the values of all parts."""
    # Single parts are by far the most, and need no copy.
    return parts[0] if len(parts) == 1 else tuple(chain.from_iterable(parts))


def distinct(values: Values) -> Values:
    """Return the values, of those that are made in one place the first only."""
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
