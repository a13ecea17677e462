"""Kinds of array functions that rules ask about, told from the table of array functions."""

from __future__ import annotations

from nplint.domains.interval import INF
from nplint.libraries.array_functions import lookup
from nplint.libraries.array_functions.range_transfers import (
    Monotone,
    clipped,
    greater,
    powered,
    squared,
)
from nplint.libraries.array_functions.structure_transfers import diagonal, identity


def needs_positive(name: str) -> bool:
    """Tell whether a function is defined for positive numbers alone: a root, a logarithm."""
    row = lookup(name)
    found = row.range if row is not None else None
    return isinstance(found, Monotone) and found.low == 0.0 and found.high == INF


def is_logarithm(name: str) -> bool:
    """Tell whether a function falls to minus infinity where its argument falls to zero."""
    row = lookup(name)
    found = row.range if row is not None else None
    if not isinstance(found, Monotone) or not needs_positive(name):
        return False
    return found.is_singular and not found.decreasing


def is_power(name: str) -> bool:
    """Tell whether a function raises its first argument to its second."""
    row = lookup(name)
    return row is not None and row.range is powered


def clamps(name: str) -> bool:
    """Tell whether a function gives a bound in the place of what is below it.

    Not ``relu``, whose derivative is written by hand.
    """
    row = lookup(name)
    return row is not None and row.range in (greater, clipped)


def is_curved(name: str) -> bool:
    """Tell whether the derivative of a function of one number depends on the number."""
    row = lookup(name)
    if row is None or not row.elementwise:
        return False
    if isinstance(row.range, Monotone):
        return row.range.strict and not row.range.integer
    return row.range in (powered, squared)


def factorises(name: str) -> bool:
    """Tell whether a function factors or inverts its first argument, a matrix."""
    row = lookup(name)
    return row is not None and row.factorises


def makes_diagonal(name: str) -> bool:
    """Tell whether a function makes a diagonal matrix."""
    row = lookup(name)
    return row is not None and row.structure in (identity, diagonal)
