"""Stages: who has a value when, while JAX traces a model."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Stage(Enum):
    """The owner of a value, and the time from which it has numbers.

    A *constant* stands in the source. A *host* value is one of Python's, NumPy's or pandas' own. A
    *concrete* one is an array that JAX computed before. A *traced* one has no numbers yet: JAX will
    compute it when it runs what it traced.
    """

    CONSTANT = "constant"
    HOST = "host"
    CONCRETE = "concrete"
    TRACED = "traced"
    UNKNOWN = "unknown"

    @property
    def is_on_host(self) -> bool:
        """Tell whether Python has the value."""
        return self in (Stage.CONSTANT, Stage.HOST)


def joined(stages: Iterable[Stage]) -> Stage:
    """Return the stage of a value that has one of several, each possible."""
    found = set(stages)
    if found <= {Stage.CONSTANT, Stage.HOST}:
        return Stage.UNKNOWN if not found else max(found, key=lambda each: each is Stage.HOST)
    return found.pop() if len(found) == 1 else Stage.UNKNOWN


def computed(stages: Iterable[Stage], in_trace: bool) -> Stage:
    """Return the stage of what an operator makes of operands.

    Parameters
    ----------
    stages
        Those of the operands.
    in_trace
        Whether it runs in a trace: then JAX traces what it computes, also of concrete arrays.
    """
    found = set(stages)
    if Stage.TRACED in found:
        return Stage.TRACED
    if Stage.UNKNOWN in found:
        return Stage.UNKNOWN
    if Stage.CONCRETE in found:
        return Stage.TRACED if in_trace else Stage.CONCRETE
    return Stage.HOST
