"""Numbers that are others in single precision, in which JAX computes unless told otherwise."""

from __future__ import annotations

# The smallest normal number. XLA takes what is smaller for zero on CPUs, as it was seen to.
_SMALLEST = 2.0**-126
# Half the distance from one to the number before it, and to the one after it: what is nearer to
# one is rounded to it.
_BEFORE_ONE, _AFTER_ONE = 2.0**-25, 2.0**-24


def vanishes(number: object) -> bool:
    """Tell whether a number that is not zero is zero in single precision."""
    return isinstance(number, float) and 0.0 < abs(number) < _SMALLEST


def rounds_to_one(number: object) -> bool:
    """Tell whether a number below one is one in single precision."""
    return isinstance(number, float) and 1.0 - _BEFORE_ONE <= number < 1.0


def is_lost_beside_one(number: object) -> bool:
    """Tell whether one is the same before and after the number is added to it."""
    return isinstance(number, float) and 0.0 < number <= _AFTER_ONE
