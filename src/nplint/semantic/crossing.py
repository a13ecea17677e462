"""Where a trace took what was made outside of it."""

from __future__ import annotations

from dataclasses import replace

from nplint.facts.expressions import Expr
from nplint.semantic import values as kinds
from nplint.semantic.values import Frame, Values

_MADE = (kinds.Made, kinds.Derived, kinds.Container, kinds.Instance)


def crossed(values: Values, expr: Expr, frame: Frame) -> Values:
    """Note where what is made outside the trace came in, unless an inner expression did."""
    crossing: kinds.Crossing | None = None
    for number, value in enumerate(values):
        if value.crossing is None and isinstance(value, _MADE) and not value.frame.inside:
            crossing = crossing or kinds.Crossing(expr, frame)
            value = replace(value, crossing=crossing)
            values = (*values[:number], value, *values[number + 1 :])
    return values
