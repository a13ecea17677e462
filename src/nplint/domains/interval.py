"""Ranges of numbers: intervals with open or closed ends, and whether all of it can come up.

A range is about real numbers: rounding and overflow of floats are left out, so that ``exp`` of a
real number is positive although a float of it may be zero. An end that is closed at infinity means
that infinity itself can come up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

INF = math.inf
# An end of an interval: the number, and whether it is left out.
_End: TypeAlias = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers that the elements of an array may be.

    Parameters
    ----------
    low, high
        The ends.
    low_open, high_open
        Whether the end itself is left out.
    nan
        Whether an element may be NaN.
    integer
        Whether all are whole numbers.
    exact
        Whether every number of it (every whole one, if ``integer``) can come up. Of what is not
        exact, only that nothing else comes up is known.
    """

    low: float = -INF
    high: float = INF
    low_open: bool = False
    high_open: bool = False
    nan: bool = False
    integer: bool = False
    exact: bool = False

    def __repr__(self) -> str:
        words = [name for name in ("nan", "integer", "exact") if getattr(self, name)]
        ends = f"{'(['[not self.low_open]}{self.low:g}, {self.high:g}{')]'[not self.high_open]}"
        return " ".join([ends, *words])

    @property
    def is_point(self) -> bool:
        """Tell whether it is one number."""
        return self.low == self.high and not self.nan

    @property
    def is_finite(self) -> bool:
        """Tell whether neither infinity nor NaN can come up."""
        return not (self.nan or self._holds(-INF) or self._holds(INF))

    @property
    def is_real_line(self) -> bool:
        """Tell whether every real number can come up."""
        return self.exact and not self.integer and self.low == -INF and self.high == INF

    def _holds(self, number: float) -> bool:
        above = self.low < number or (self.low == number and not self.low_open)
        return above and (number < self.high or (number == self.high and not self.high_open))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, (int, float)):
            return False
        if math.isnan(number):
            return self.nan
        whole = not self.integer or math.isinf(number) or float(number).is_integer()
        return whole and self._holds(number)


ANYTHING = Interval(nan=True)
REAL = Interval(low_open=True, high_open=True)
REAL_LINE = replace(REAL, exact=True)
NON_NEGATIVE = Interval(0.0, INF, high_open=True)
POSITIVE = Interval(0.0, INF, low_open=True, high_open=True)
UNIT = Interval(0.0, 1.0)
INTEGERS = Interval(low_open=True, high_open=True, integer=True)
COUNTS = Interval(0.0, INF, high_open=True, integer=True)
TRUTH = Interval(0.0, 1.0, integer=True)


def point(number: float) -> Interval:
    """Return the range of a constant."""
    if math.isnan(number):
        return replace(ANYTHING, low=INF, high=-INF)
    whole = math.isfinite(number) and float(number).is_integer()
    return Interval(float(number), float(number), integer=whole, exact=True)


def between(
    low: float, high: float, open_ends: bool = False, integer: bool = False, nan: bool = False
) -> Interval:
    """Return the range from a number to another; infinite ends are open."""
    return Interval(
        low, high, open_ends or low == -INF, open_ends or high == INF, nan=nan, integer=integer
    )


# -- order -----------------------------------------------------------------------------------


def _same_ends(one: Interval, other: Interval) -> bool:
    return _low(one) == _low(other) and _high(one) == _high(other)


def _low(of: Interval) -> _End:
    return of.low, of.low_open


def _high(of: Interval) -> _End:
    return of.high, of.high_open


def _is_empty(of: Interval) -> bool:
    return of.low > of.high or (of.low == of.high and (of.low_open or of.high_open))


def covers(outer: Interval, inner: Interval) -> bool:
    """Tell whether every number of the second can be one of the first; exactness is left out."""
    if inner.nan and not outer.nan:
        return False
    if _is_empty(inner):
        return True
    low = outer.low < inner.low or (
        outer.low == inner.low and (inner.low_open or not outer.low_open)
    )
    high = outer.high > inner.high or (
        outer.high == inner.high and (inner.high_open or not outer.high_open)
    )
    return low and high and (inner.integer or not outer.integer)


def is_within(one: Interval, other: Interval) -> bool:
    """Tell whether the first range says at least as much as the second."""
    if not covers(other, one):
        return False
    return not other.exact or (
        one.exact and one.integer == other.integer and _same_ends(one, other)
    )


def join(one: Interval, other: Interval) -> Interval:
    """Return what is known of a number that is of either of two ranges.

    It is exact if both are, with the same ends: of alternatives, only one may ever be taken.
    """
    if _is_empty(one) or _is_empty(other):
        kept = other if _is_empty(one) else one
        return replace(kept, nan=one.nan or other.nan)
    low, low_open = min(_low(one), _low(other))
    high, high_open = max((one.high, not one.high_open), (other.high, not other.high_open))
    return Interval(
        low,
        high,
        low_open,
        not high_open,
        nan=one.nan or other.nan,
        integer=one.integer and other.integer,
        exact=one.exact and other.exact and one.integer == other.integer and _same_ends(one, other),
    )


def joined(ranges: Iterable[Interval]) -> Interval:
    """Return what is known of a number that is of any of several ranges."""
    found: Interval | None = None
    for each in ranges:
        found = each if found is None else join(found, each)
    return ANYTHING if found is None else found


def meet(one: Interval, other: Interval) -> Interval | None:
    """Return what two facts say about one number; None where they contradict each other."""
    low, low_open = max(_low(one), _low(other))
    high, not_open = min((one.high, not one.high_open), (other.high, not other.high_open))
    found = Interval(
        low,
        high,
        low_open,
        not not_open,
        nan=one.nan and other.nan,
        integer=one.integer or other.integer,
    )
    if _is_empty(found) and not found.nan:
        return None
    kept = [
        each
        for each in (one, other)
        if each.exact and each.integer == found.integer and _same_ends(each, found)
    ]
    return replace(found, exact=bool(kept))


def narrowed(given: Interval, condition: Interval) -> Interval | None:
    """Return a range where a condition holds; None where it never does.

    Of an exact range the part that satisfies a condition is exact, too.
    """
    found = meet(given, replace(condition, nan=False))
    return replace(found, exact=given.exact) if found is not None else None


def widen(before: Interval, after: Interval) -> Interval:
    """Return a join of a range with a later one that comes to an end: ends that move go away."""
    found = join(before, after)
    if found == before:
        return before
    if found.low < before.low or (found.low == before.low and found.low_open != before.low_open):
        found = replace(found, low=-INF, low_open=False)
    if found.high > before.high or (
        found.high == before.high and found.high_open != before.high_open
    ):
        found = replace(found, high=INF, high_open=False)
    return replace(found, exact=False) if not is_within(before, found) else found


# -- arithmetic ------------------------------------------------------------------------------


def _spanned(lows: Sequence[_End], highs: Sequence[_End]) -> tuple[float, float, bool, bool]:
    low = min(lows)
    number, closed = max((number, not is_open) for number, is_open in highs)
    return low[0], number, low[1], not closed


def inexact(of: Interval) -> Interval:
    """Return a range of which not every number need come up."""
    return replace(of, exact=False) if of.exact else of


def negative(x: Interval) -> Interval:
    """Return the range of ``-x``."""
    return replace(x, low=-x.high, high=-x.low, low_open=x.high_open, high_open=x.low_open)


def _sum(one: _End, other: _End, outermost: float) -> _End:
    """Return the sum of two ends; an infinite one swallows the other, ``outermost`` before all."""
    for infinite in (outermost, -outermost):
        swallowing = [is_open for number, is_open in (one, other) if number == infinite]
        if swallowing:
            return infinite, all(swallowing)
    return one[0] + other[0], one[1] or other[1]


def add(x: Interval, y: Interval, independent: bool = False) -> Interval:
    """Return the range of ``x + y``.

    Parameters
    ----------
    x, y
        The ranges of the operands.
    independent
        Whether any value of one may meet any of the other: then what was exact stays so.
    """
    if _is_empty(x) or _is_empty(y):
        return replace(ANYTHING, low=INF, high=-INF)
    meeting = (x._holds(INF) and y._holds(-INF)) or (x._holds(-INF) and y._holds(INF))
    low, low_open = _sum((x.low, x.low_open), (y.low, y.low_open), -INF)
    high, high_open = _sum((x.high, x.high_open), (y.high, y.high_open), INF)
    integer = x.integer and y.integer
    return Interval(
        low,
        high,
        low_open,
        high_open,
        nan=x.nan or y.nan or meeting,
        integer=integer,
        exact=_stays_exact(x, y, integer, independent)
        or (independent and (x.is_real_line or y.is_real_line)),
    )


def _stays_exact(x: Interval, y: Interval, integer: bool, independent: bool) -> bool:
    if not independent or not (x.exact and y.exact):
        return False
    # Whole numbers beside a continuum: exact if the continuum closes the gaps, or is alone.
    if integer or (x.is_point or y.is_point):
        return (
            integer
            or not (x.integer or y.integer)
            or not ((x.integer and not x.is_point) or (y.integer and not y.is_point))
        )
    return not (x.integer or y.integer)


def subtract(x: Interval, y: Interval, independent: bool = False) -> Interval:
    """Return the range of ``x - y``."""
    return add(x, negative(y), independent)


def multiply(x: Interval, y: Interval, independent: bool = False) -> Interval:
    """Return the range of ``x * y``."""
    if _is_empty(x) or _is_empty(y):
        return replace(ANYTHING, low=INF, high=-INF)
    if any(each._holds(INF) or each._holds(-INF) for each in (x, y)):
        return _infinite_product(x, y)
    corners = [_times(one, other) for one in (_low(x), _high(x)) for other in (_low(y), _high(y))]
    low, high, low_open, high_open = _spanned(corners, corners)
    zero = point(0.0)
    scaled = [
        one.is_real_line and not (other.is_point and other.low == zero.low)
        for one, other in ((x, y), (y, x))
    ]
    exact = independent and (
        any(scaled)
        or (
            x.exact
            and y.exact
            and not (x.integer and not x.is_point)
            and not (y.integer and not y.is_point)
        )
    )
    return Interval(
        low,
        high,
        low_open,
        high_open,
        nan=x.nan or y.nan,
        integer=x.integer and y.integer,
        exact=exact and not (x.integer and y.integer and not (x.is_point and y.is_point)),
    )


def _infinite_product(x: Interval, y: Interval) -> Interval:
    """Return the range of a product with a factor that may be infinite: its sign at most."""
    zero = any(
        one._holds(0.0) and (other._holds(INF) or other._holds(-INF))
        for one, other in ((x, y), (y, x))
    )
    nan = x.nan or y.nan or zero
    if (x.low >= 0.0 and y.low >= 0.0) or (x.high <= 0.0 and y.high <= 0.0):
        return Interval(0.0, INF, nan=nan)
    if (x.low >= 0.0 and y.high <= 0.0) or (x.high <= 0.0 and y.low >= 0.0):
        return Interval(-INF, 0.0, nan=nan)
    return Interval(nan=nan)


def _times(one: _End, other: _End) -> _End:
    if one[0] == 0.0 or other[0] == 0.0:
        # Zero itself times anything is zero; what is near zero gives what is near zero.
        attained = (one[0] == 0.0 and not one[1]) or (other[0] == 0.0 and not other[1])
        return 0.0, not attained
    return one[0] * other[0], one[1] or other[1]


def reciprocal(x: Interval) -> Interval:
    """Return the range of ``1 / x``; zero gives an infinity of either sign."""
    if _is_empty(x) or x._holds(0.0) or x.low < 0.0 < x.high:
        return replace(ANYTHING, nan=x.nan)
    if x.high <= 0.0:
        return negative(reciprocal(negative(x)))
    low = 0.0 if x.high == INF else 1.0 / x.high
    high = INF if x.low == 0.0 else 0.0 if x.low == INF else 1.0 / x.low
    whole = x.is_point and low.is_integer()
    return Interval(
        low,
        high,
        x.high_open,
        x.low_open,
        x.nan,
        whole,
        x.exact and not (x.integer and not x.is_point),
    )


def divide(x: Interval, y: Interval, independent: bool = False) -> Interval:
    """Return the range of ``x / y``."""
    if y._holds(0.0):
        return replace(ANYTHING, nan=x.nan or y.nan or x._holds(0.0) or _reaches_infinity(x, y))
    if y.low < 0.0 < y.high:  # zero itself is the only one left out, which no interval says
        return replace(ANYTHING, nan=True)
    found = multiply(x, reciprocal(y), independent)
    return replace(found, integer=False, nan=found.nan or _reaches_infinity(x, y))


def _reaches_infinity(x: Interval, y: Interval) -> bool:
    return (x._holds(INF) or x._holds(-INF)) and (y._holds(INF) or y._holds(-INF))


def monotone(
    x: Interval,
    function: Callable[[float], float],
    domain: Interval = Interval(),
    decreasing: bool = False,
    strict: bool = True,
    integer: bool = False,
) -> Interval:
    """Return the range of a monotone function.

    Parameters
    ----------
    x
        The range of its argument.
    function
        The function, with its limits at the ends of its domain.
    domain
        Where it is defined; elsewhere it gives NaN.
    decreasing
        Whether it falls.
    strict
        Whether different arguments give different results; a step function is not strict, and
        may attain at an open end what it attains nearby.
    integer
        Whether it gives whole numbers.
    """
    inside = meet(replace(x, nan=False, integer=False), domain)
    outside = x.nan or not covers(replace(domain, nan=True), replace(x, integer=False))
    if inside is None or _is_empty(inside):
        return replace(ANYTHING, low=INF, high=-INF) if outside else ANYTHING
    ends = [
        (function(inside.low), inside.low_open and strict),
        (function(inside.high), inside.high_open and strict),
    ]
    if decreasing:
        ends.reverse()
    (low, low_open), (high, high_open) = ends
    if not strict:  # infinity is attained only where it is an argument
        low_open = low == -INF and (inside.high_open if decreasing else inside.low_open)
        high_open = high == INF and (inside.low_open if decreasing else inside.high_open)
    continuous = not x.integer or x.is_point
    return Interval(
        low,
        high,
        low_open,
        high_open,
        nan=outside,
        integer=integer,
        exact=x.exact and continuous and strict,
    )


def absolute(x: Interval) -> Interval:
    """Return the range of ``|x|``."""
    if x.low >= 0.0 or _is_empty(x):
        return x
    if x.high <= 0.0:
        return negative(x)
    high, closed = max((x.high, not x.high_open), (-x.low, not x.low_open))
    return Interval(0.0, high, False, not closed, x.nan, x.integer, x.exact)


def square(x: Interval) -> Interval:
    """Return the range of ``x ** 2``."""
    size = absolute(x)
    if _is_empty(size):
        return size
    return Interval(
        size.low * size.low,
        size.high * size.high,
        size.low_open,
        size.high_open,
        size.nan,
        size.integer,
        size.exact and (not size.integer or size.is_point),
    )


def power(x: Interval, y: Interval, independent: bool = False) -> Interval:
    """Return the range of ``x ** y``."""
    if y.is_point and not _is_empty(x):
        if y.low == 2.0:
            return square(x)
        if y.low == 1.0:
            return x
        if y.low == 0.5:
            return monotone(x, _root, NON_NEGATIVE_CLOSED)
        if y.low > 0 and y.low.is_integer() and int(y.low) % 2 == 0:
            return replace(
                square(x),
                low=_power(max(absolute(x).low, 0.0), y.low),
                high=_power(absolute(x).high, y.low),
            )
        if y.low > 0 and y.low.is_integer() and int(y.low) % 2:
            number = y.low
            found = monotone(x, lambda value: _power(value, number))
            return replace(found, integer=x.integer)
    if x.low > 0.0 or (x.low == 0.0 and x.low_open):
        return Interval(
            0.0,
            INF,
            not _may_vanish(x, y),
            False,
            nan=x.nan or y.nan or not y.is_finite or not x.is_finite,
        )
    if x.low >= 0.0 and y.low >= 0.0:
        return Interval(0.0, INF, nan=x.nan or y.nan or not y.is_finite or not x.is_finite)
    return ANYTHING


def _may_vanish(x: Interval, y: Interval) -> bool:
    return x._holds(INF) or y._holds(INF) or y._holds(-INF)


NON_NEGATIVE_CLOSED = Interval(0.0, INF)


def _root(value: float) -> float:
    return math.sqrt(value)


def _power(value: float, exponent: float) -> float:
    try:
        return float(value**exponent)
    except OverflowError:
        return -INF if value < 0 else INF


def maximum(x: Interval, y: Interval) -> Interval:
    """Return the range of the greater of two numbers."""
    if _is_empty(x) or _is_empty(y):
        return replace(ANYTHING, low=INF, high=-INF)
    low, low_open = max(_low(x), _low(y))
    high, closed = max((x.high, not x.high_open), (y.high, not y.high_open))
    return Interval(low, high, low_open, not closed, x.nan or y.nan, x.integer and y.integer)


def minimum(x: Interval, y: Interval) -> Interval:
    """Return the range of the lesser of two numbers."""
    return negative(maximum(negative(x), negative(y)))


def clipped(x: Interval, low: Interval | None, high: Interval | None) -> Interval:
    """Return the range of what ``clip`` gives; an end that is not given is None."""
    found = x
    if low is not None:
        found = maximum(found, low)
    return minimum(found, high) if high is not None else found


def modulo(x: Interval, y: Interval) -> Interval:
    """Return the range of ``x % y``, which has the sign of ``y``."""
    nan = x.nan or y.nan or y._holds(0.0) or x._holds(INF) or x._holds(-INF)
    integer = x.integer and y.integer
    if y.low > 0.0 or (y.low == 0.0 and y.low_open):
        return Interval(0.0, y.high, False, True, nan, integer)
    return replace(ANYTHING, integer=integer)


# -- many numbers ----------------------------------------------------------------------------


def total(x: Interval, least: int = 0, most: int | None = None) -> Interval:
    """Return the range of a sum of numbers of a range.

    Parameters
    ----------
    x
        The range of each.
    least, most
        How many there are; None where no end is known.
    """
    if _is_empty(x):
        return ANYTHING
    nan = x.nan or (x._holds(INF) and x._holds(-INF))
    counts = [least] if most is None else [least, most]
    lows = [_times((float(count), False), _low(x)) if count else (0.0, False) for count in counts]
    highs = [_times((float(count), False), _high(x)) if count else (0.0, False) for count in counts]
    if most is None:
        lows += [(-INF, not x._holds(-INF))] if x.low < 0.0 else []
        highs += [(INF, not x._holds(INF))] if x.high > 0.0 else []
    low, high, low_open, high_open = _spanned(lows, highs)
    return Interval(low, high, low_open, high_open, nan, x.integer)


def product(x: Interval) -> Interval:
    """Return the range of a product of any count of numbers of a range."""
    if x.low >= 0.0 and x.high <= 1.0:
        positive = x.low > 0.0 or x.low_open
        return Interval(0.0, 1.0, low_open=positive, nan=x.nan, integer=x.integer)
    if x.integer:  # as soon as it overflows, anything comes out
        return Interval(integer=True)
    if x.low >= 0.0:
        positive = x.low > 0.0 or x.low_open
        nan = x.nan or (not positive and x._holds(INF))
        return Interval(0.0, INF, positive, not x._holds(INF), nan, x.integer)
    return replace(ANYTHING, nan=not x.is_finite, integer=x.integer)
