"""Captures: the expressions of a trace that take values from outside of it."""

from __future__ import annotations

from dataclasses import replace

from nplint.facts.expressions import Expr
from nplint.semantic.values import (
    CallResult,
    Capture,
    Container,
    Frame,
    Instance,
    MethodResult,
    Values,
)

_MADE = (CallResult, MethodResult, Container, Instance)


def captured(values: Values, expr: Expr, frame: Frame) -> Values:
    """Give the values that a trace takes from outside their capture, unless they have one."""
    capture: Capture | None = None
    for number, value in enumerate(values):
        if value.capture is None and isinstance(value, _MADE) and not value.frame.in_trace:
            capture = capture or Capture(expr, frame)
            value = replace(value, capture=capture)
            values = (*values[:number], value, *values[number + 1 :])
    return values
