"""The calls on the way to a frame."""

from __future__ import annotations

from nplint.semantic.values import BoundExpr, Frame


def calls_to(frame: Frame) -> list[BoundExpr]:
    """Return the calls on the way to a frame, the outermost first."""
    found: list[BoundExpr] = []
    current: Frame | None = frame
    while current is not None:
        if current.scope.kind == "comprehension":
            current = current.parent
        elif current.called is None:
            break
        else:
            found.append(current.called)
            current = current.called.frame
    return found[::-1]


def parting_calls(one: Frame, other: Frame) -> tuple[BoundExpr, BoundExpr] | None:
    """Return the calls at which the ways to two frames part; None where one is on the other's."""
    for first, second in zip(calls_to(one), calls_to(other), strict=False):
        if first.expr is not second.expr:
            return first, second
    return None
