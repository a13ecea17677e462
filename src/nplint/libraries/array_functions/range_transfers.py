"""Transfers of ranges: from those of the arguments to that of the result."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from nplint.domains import interval
from nplint.domains.dtype import Kind
from nplint.domains.interval import ANYTHING, INF, Interval, between, point
from nplint.domains.shape import MANY, Length, size_of
from nplint.libraries.array_functions.array_call import NOT_CONSTANT, ArrayCall, Operand

Transfer: TypeAlias = Callable[[ArrayCall], Interval]

REALS = Interval()
# Arguments that make a reduction one of other numbers than those of its array.
_CHANGING = ("where", "initial", "weights", "b", "out")


@dataclass(frozen=True, slots=True)
class Monotone:
    """The transfer of a monotone function of one array.

    Parameters
    ----------
    function
        The function with its limits.
    low, high
        The ends of its domain; elsewhere it gives NaN.
    decreasing, strict, integer
        As of ``interval.monotone``.
    """

    function: Callable[[float], float]
    low: float = -INF
    high: float = INF
    decreasing: bool = False
    strict: bool = True
    integer: bool = False

    @property
    def domain(self) -> Interval:
        """Where it is defined."""
        return Interval(self.low, self.high)

    @property
    def is_singular(self) -> bool:
        """Tell whether it is infinite at the lower end of its domain, as a logarithm is."""
        return math.isinf(self.function(self.low))

    def __call__(self, call: ArrayCall) -> Interval:
        arrays = call.arrays
        if not arrays:
            return ANYTHING
        return interval.monotone(
            arrays[0].range,
            self.function,
            self.domain,
            self.decreasing,
            self.strict,
            self.integer,
        )


@dataclass(frozen=True, slots=True)
class Bounded:
    """The transfer of a function whose results lie between two numbers, whatever it is given.

    Parameters
    ----------
    low, high
        The numbers; infinite ones are never attained.
    open_ends
        Whether finite ones are not attained either.
    integer
        Whether results are whole numbers.
    nan
        Whether it may give NaN for numbers; for NaN and infinity it may in any case, unless
        ``total``.
    total
        Whether it gives numbers even for NaN and infinity.
    """

    low: float
    high: float
    open_ends: bool = False
    integer: bool = False
    nan: bool = False
    total: bool = False

    def __call__(self, call: ArrayCall) -> Interval:
        found = between(self.low, self.high, self.open_ends, self.integer, self.nan)
        if self.total or all(each.range.is_finite for each in call.arrays):
            return found
        return replace(found, nan=True, low_open=False, high_open=False)


UNIT_RANGE = Bounded(0.0, 1.0, integer=True, total=True)
truth = Bounded(0.0, 1.0, integer=True, total=True)
counts = Bounded(0.0, INF, integer=True, total=True)


def kept(call: ArrayCall) -> Interval:
    """Return the range of the first array, whose elements the result has."""
    arrays = call.arrays
    return arrays[0].range if arrays else ANYTHING


def kept_inexact(call: ArrayCall) -> Interval:
    """Return the range of the first array, of whose elements the result may lack some."""
    return interval.inexact(kept(call))


def of_any(call: ArrayCall) -> Interval:
    """Return the range of all arrays together, whose elements the result has."""
    return interval.joined(each.range for each in call.arrays)


def constant(number: float) -> Transfer:
    """Return the transfer of a function that fills with a number."""

    def transfer(_: ArrayCall) -> Interval:
        return point(number)

    return transfer


def filled(call: ArrayCall) -> Interval:
    """Return the range of ``full``, if it does not change the number's type."""
    given = call.get("fill_value")
    return given.range if given is not None and not call.gives("dtype") else ANYTHING


def cast(call: ArrayCall) -> Interval:
    """Return the range of ``asarray`` and ``astype``: kept, unless a dtype is asked for.

    To a narrower type numbers may be cut or wrap around.
    """
    if not call.gives("dtype"):
        return kept(call)
    given = call.get("dtype")
    name = given.name.rpartition(".")[2] or given.constant if given is not None else ""
    return kept(call) if isinstance(name, str) and "float" in name else ANYTHING


def floats(call: ArrayCall) -> Interval:
    """Return the range of a cast to floats: kept."""
    return kept(call)


# -- arithmetic --------------------------------------------------------------------------------


def _two(call: ArrayCall) -> tuple[Interval, Interval] | None:
    arrays = call.arrays
    return (arrays[0].range, arrays[1].range) if len(arrays) == 2 else None


def added(call: ArrayCall) -> Interval:
    """Return the range of a sum of operands."""
    arrays = call.arrays
    found = arrays[0].range if arrays else ANYTHING
    for other in arrays[1:]:
        found = interval.add(found, other.range, call.independent)
    return found


def subtracted(call: ArrayCall) -> Interval:
    """Return the range of a difference; of one operand, its negative."""
    arrays = call.arrays
    found = arrays[0].range if arrays else ANYTHING
    if len(arrays) == 1 and not call.name.endswith("subtract"):
        return interval.negative(found)
    for other in arrays[1:]:
        found = interval.subtract(found, other.range, call.independent)
    return found


def negated(call: ArrayCall) -> Interval:
    """Return the range of the negative."""
    return interval.negative(kept(call))


def multiplied(call: ArrayCall) -> Interval:
    """Return the range of a product of operands."""
    arrays = call.arrays
    found = arrays[0].range if arrays else ANYTHING
    for other in arrays[1:]:
        found = interval.multiply(found, other.range, call.independent)
    return found


def divided(call: ArrayCall) -> Interval:
    """Return the range of a quotient of operands."""
    arrays = call.arrays
    found = arrays[0].range if arrays else ANYTHING
    for other in arrays[1:]:
        found = interval.divide(found, other.range, call.independent)
    return found


def reciprocal(call: ArrayCall) -> Interval:
    """Return the range of ``1 / x``."""
    return interval.reciprocal(kept(call))


def floor_divided(call: ArrayCall) -> Interval:
    """Return the range of ``//``."""
    two = _two(call)
    if two is None:
        return ANYTHING
    found = interval.divide(*two)
    if not found.is_finite and not (two[0].is_finite and not two[1].nan and 0.0 not in two[1]):
        return ANYTHING
    low = math.floor(found.low) if math.isfinite(found.low) else found.low
    high = math.floor(found.high) if math.isfinite(found.high) else found.high
    return Interval(
        low, high, low == -INF and found.low_open, high == INF and found.high_open, integer=True
    )


def powered(call: ArrayCall) -> Interval:
    """Return the range of ``**``."""
    two = _two(call)
    return interval.power(*two, call.independent) if two is not None else ANYTHING


def modulo(call: ArrayCall) -> Interval:
    """Return the range of ``%``."""
    two = _two(call)
    return interval.modulo(*two) if two is not None else ANYTHING


def greater(call: ArrayCall) -> Interval:
    """Return the range of ``maximum``."""
    two = _two(call)
    return interval.maximum(*two) if two is not None else ANYTHING


def lesser(call: ArrayCall) -> Interval:
    """Return the range of ``minimum``."""
    two = _two(call)
    return interval.minimum(*two) if two is not None else ANYTHING


def clipped(call: ArrayCall) -> Interval:
    """Return the range of ``clip``."""
    low, high = call.get("min"), call.get("max")
    return interval.clipped(
        kept(call),
        low.range if low is not None else None,
        high.range if high is not None else None,
    )


def absolute(call: ArrayCall) -> Interval:
    """Return the range of ``abs``."""
    return interval.absolute(kept(call))


def squared(call: ArrayCall) -> Interval:
    """Return the range of ``square``."""
    return interval.square(kept(call))


def hyperbolic_cosine(call: ArrayCall) -> Interval:
    """Return the range of ``cosh``."""
    size = interval.absolute(kept(call))
    return interval.monotone(size, _cosh) if size.low >= 0.0 else ANYTHING


def _cosh(x: float) -> float:
    try:
        return math.cosh(x)
    except OverflowError:
        return INF


def hypotenuse(call: ArrayCall) -> Interval:
    """Return the range of ``hypot``."""
    nan = any(not each.range.is_finite for each in call.arrays)
    return Interval(0.0, INF, nan=nan, high_open=not nan)


def logs_added(call: ArrayCall) -> Interval:
    """Return the range of ``logaddexp``, which is above both operands."""
    two = _two(call)
    if two is None or not (two[0].is_finite and two[1].is_finite):
        return ANYTHING
    low = max(two[0].low, two[1].low)
    return Interval(low, INF, True, True)


def scaled(factor: float) -> Transfer:
    """Return the transfer of a multiplication by a number."""

    def transfer(call: ArrayCall) -> Interval:
        found = kept(call)
        return interval.multiply(found, point(factor), independent=True)

    return transfer


def leaky(call: ArrayCall) -> Interval:
    """Return the range of ``leaky_relu``: increasing with slopes up to one."""
    found = kept(call)
    if call.gives("negative_slope"):
        return ANYTHING
    low = found.low * (0.01 if found.low < 0.0 else 1.0)
    high = found.high * (0.01 if found.high < 0.0 else 1.0)
    return replace(
        found, low=low, high=high, integer=False, exact=found.exact and not found.integer
    )


def exponential_linear(call: ArrayCall) -> Interval:
    """Return the range of ``elu`` with its default slope."""
    if call.gives("alpha"):
        return ANYTHING
    from nplint.libraries.array_functions.real_functions import elu

    return interval.monotone(kept(call), elu)


def without_nan(call: ArrayCall) -> Interval:
    """Return the range of ``nan_to_num``: zero for NaN, the largest float for infinity."""
    found = kept(call)
    if call.gives("nan", "posinf", "neginf"):
        return ANYTHING
    return interval.join(replace(found, nan=False), point(0.0)) if found.nan else found


def where(call: ArrayCall) -> Interval:
    """Return the range of a choice between two arrays by a condition."""
    branches = call.arrays[1:]
    return interval.joined(interval.inexact(each.range) for each in branches)


# -- reductions --------------------------------------------------------------------------------


def _count(call: ArrayCall) -> tuple[int, int | None]:
    """Return the least and the greatest number of elements that are reduced to one."""
    arrays = call.arrays
    shape = arrays[0].shape if arrays else None
    axes = call.axes(len(shape)) if shape is not None else None
    if shape is None or axes is None:
        return 0, None
    number: Length = size_of(tuple(shape[axis] for axis in axes))
    if isinstance(number, int):
        return number, number
    return (2, None) if number is MANY else (0, None)


def summed(call: ArrayCall) -> Interval:
    """Return the range of a sum over axes."""
    if call.gives(*_CHANGING):
        return ANYTHING
    found = interval.total(kept(call), *_count(call))
    # Numbers of which each takes every value by itself have sums that take every value.
    return replace(found, exact=True) if kept(call).is_real_line else found


def not_negative(call: ArrayCall) -> Interval:
    """Return the range of a norm or a variance, which is NaN of an empty array."""
    return Interval(0.0, INF, nan=True)


def multiplied_together(call: ArrayCall) -> Interval:
    """Return the range of a product over axes."""
    return ANYTHING if call.gives(*_CHANGING) else interval.product(kept(call))


def among(call: ArrayCall) -> Interval:
    """Return the range of a mean, a maximum, a quantile: between the ends of the elements."""
    if call.gives(*_CHANGING):
        return ANYTHING
    found = interval.inexact(kept(call))
    empty = _count(call)[0] == 0
    return replace(found, nan=found.nan or empty)


def averaged(call: ArrayCall) -> Interval:
    """Return the range of a mean: between the ends, no whole number."""
    found = among(call)
    lost = found.low == -INF and found.high == INF and not found.is_finite
    return replace(found, integer=False, nan=found.nan or lost)


def cumulated(call: ArrayCall) -> Interval:
    """Return the range of ``cumsum``."""
    return interval.total(kept(call), 1)


def log_total(call: ArrayCall) -> Interval:
    """Return the range of ``logsumexp``: at least the greatest element."""
    if call.gives(*_CHANGING) or not kept(call).is_finite:
        return ANYTHING
    found = kept(call)
    if _count(call)[0] == 0:
        return Interval(-INF, INF, high_open=True)
    return Interval(found.low, INF, found.low_open, True)


def positions(call: ArrayCall) -> Interval:
    """Return the range of ``argmax``: a place, counted from zero."""
    return Interval(0.0, INF, high_open=True, integer=True)


# -- arrays that are made ------------------------------------------------------------------------


def counted(call: ArrayCall) -> Interval:
    """Return the range of ``arange`` from zero, or between constants."""
    start, stop = call.constant("start"), call.constant("stop", None)
    if call.gives("step", "dtype"):
        return ANYTHING
    if stop is None and call.gives("start"):
        given = call.get("start")
        high = given.range.high if given is not None else INF
        whole = given is not None and given.range.integer
        return Interval(0.0, max(high, 0.0), high_open=True, integer=whole or True)
    if isinstance(start, (int, float)) and isinstance(stop, (int, float)):
        return Interval(
            start, max(stop, start), high_open=stop > start, integer=isinstance(start, int)
        )
    return Interval(low_open=True, high_open=True)


def between_ends(call: ArrayCall) -> Interval:
    """Return the range of ``linspace``."""
    two = _two(call)
    if two is None or call.gives("dtype") or not (two[0].is_finite and two[1].is_finite):
        return ANYTHING
    return replace(interval.join(*two), integer=False, exact=False)


def zero_or(call: ArrayCall) -> Interval:
    """Return the range of ``tril`` or ``diag``: that of the elements, and zero."""
    return interval.inexact(interval.join(kept(call), point(0.0)))


def diagonal(call: ArrayCall) -> Interval:
    """Return the range of ``diag``: elements of a matrix, or a matrix with zeros."""
    arrays = call.arrays
    shape = arrays[0].shape if arrays else None
    return interval.inexact(kept(call)) if shape is not None and len(shape) == 2 else zero_or(call)


def padded(call: ArrayCall) -> Interval:
    """Return the range of ``pad`` with zeros."""
    constant_mode = call.constant("mode", "constant") == "constant"
    return ANYTHING if not constant_mode or call.gives("constant_values") else zero_or(call)


def products_summed(call: ArrayCall) -> Interval:
    """Return the range of ``dot`` and ``matmul``: a sum of products.

    Of a vector that takes every value, and of numbers that are not all zero, every value comes up.
    """
    two = _two(call)
    if two is None:
        return ANYTHING
    one, other = two
    each = interval.multiply(one, other)
    found = interval.total(each)
    lines = (one.is_real_line, other.is_real_line)
    if call.independent and any(lines):
        return replace(interval.REAL_LINE, nan=one.nan or other.nan)
    return found


def ordinates(call: ArrayCall) -> Interval:
    """Return the range of ``interp``: that of the ordinates."""
    given = call.get("fp")
    if given is None or call.gives("left", "right") or not given.range.is_finite:
        return ANYTHING
    return replace(given.range, integer=False, exact=False, nan=True)


def from_updates(call: ArrayCall) -> Interval:
    """Return the range of ``x.at[...].set(y)``."""
    return interval.inexact(of_any(call))


# -- draws ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """The transfer of draws from a fixed support, all of which can come up.

    Parameters
    ----------
    low, high
        Its ends; infinite ones are open.
    low_open, high_open
        Whether finite ends are left out.
    integer
        Whether draws are whole numbers.
    exact
        Whether all of it can come up.
    """

    low: float = -INF
    high: float = INF
    low_open: bool = False
    high_open: bool = False
    integer: bool = False
    exact: bool = True

    def __call__(self, call: ArrayCall) -> Interval:
        nan = any(not each.range.is_finite for each in call.arrays)
        return Interval(
            self.low,
            self.high,
            self.low_open or self.low == -INF,
            self.high_open or self.high == INF,
            nan=nan,
            integer=self.integer,
            exact=self.exact and not nan,
        )


def anything(_: ArrayCall) -> Interval:
    """Return the range of which nothing is known."""
    return ANYTHING


def _drawn(low: float, high: float, integer: bool = False) -> Transfer:
    def transfer(_: ArrayCall) -> Interval:
        return between(low, high, integer=integer, nan=True)

    return transfer


# Parameters outside of what a family allows give NaN.
drawn_real = _drawn(-INF, INF)
drawn_not_negative = _drawn(0.0, INF)
drawn_unit = _drawn(0.0, 1.0)
drawn_count = _drawn(-1.0, INF)


def signs(_: ArrayCall) -> Interval:
    """Return the range of ``rademacher``: -1 and 1."""
    return Interval(-1.0, 1.0, integer=True)


def uniform(call: ArrayCall) -> Interval:
    """Return the range of ``uniform`` between two numbers."""
    low, high = call.get("minval") or call.get("low"), call.get("maxval") or call.get("high")
    ends = [_end(low, 0.0), _end(high, 1.0)]
    first, last = ends
    if first is None or last is None or not (first.is_point and last.is_point):
        return ANYTHING
    return Interval(first.low, last.low, exact=True) if first.low < last.low else ANYTHING


def whole_between(call: ArrayCall) -> Interval:
    """Return the range of ``randint`` from one number to below another."""
    low, high = call.get("minval") or call.get("low"), call.get("maxval") or call.get("high")
    if low is None or high is None or not (low.range.is_finite and high.range.is_finite):
        return Interval(integer=True)
    least, most = low.range.low, high.range.high
    if high.range.low <= low.range.high:  # no number lies between: libraries differ
        return Interval(
            min(least, high.range.low),
            max(most, low.range.high),
            integer=True,
            low_open=least == -INF,
            high_open=most == INF,
        )
    return Interval(least, most, least == -INF, True, integer=True)


def whole_between_sized(call: ArrayCall) -> Interval:
    """Return the range of NumPy's ``randint``, which counts from zero to its only bound."""
    if call.gives("endpoint"):
        return Interval(integer=True)
    if not call.gives("high"):
        given = call.get("low")
        most = given.range.high if given is not None else INF
        return Interval(0.0, most, high_open=True, integer=True) if most > 0.0 else ANYTHING
    return whole_between(call)


def picked(call: ArrayCall) -> Interval:
    """Return the range of ``choice``: elements of an array, or numbers below one."""
    given = call.get("a")
    if given is None:
        return ANYTHING
    if given.shape == ():
        return Interval(0.0, given.range.high, high_open=True, integer=True)
    return interval.inexact(given.range) if given.shape is not None else ANYTHING


def permuted(call: ArrayCall) -> Interval:
    """Return the range of ``permutation``."""
    given = call.get("x")
    if given is None or given.shape is None:
        return ANYTHING
    if given.shape == ():
        return Interval(0.0, given.range.high, high_open=True, integer=True)
    return given.range


def _end(given: Operand | None, otherwise: float) -> Interval | None:
    if given is None:
        return point(otherwise)
    return given.range if given.constant is not NOT_CONSTANT else None


# -- the rest --------------------------------------------------------------------------------------


def rounded(call: ArrayCall) -> Interval:
    """Return the range of ``round`` to whole numbers."""
    if call.gives("decimals", "ndigits"):
        return ANYTHING
    from nplint.libraries.array_functions.real_functions import rounded as nearest

    return interval.monotone(kept(call), nearest, strict=False, integer=True)


def real_part(call: ArrayCall) -> Interval:
    """Return the range of the real part of real numbers: kept."""
    arrays = call.arrays
    dtype = arrays[0].dtype if arrays else None
    return kept(call) if dtype is not None and dtype.kind <= Kind.FLOAT else ANYTHING


def reciprocal_of_float(call: ArrayCall) -> Interval:
    """Return the range of ``reciprocal`` of floats; that of whole numbers may be whole."""
    arrays = call.arrays
    dtype = arrays[0].dtype if arrays else None
    return reciprocal(call) if dtype is not None and dtype.kind is Kind.FLOAT else ANYTHING


def summed_without_nan(call: ArrayCall) -> Interval:
    """Return the range of ``nansum``: of any count of the numbers."""
    if call.gives(*_CHANGING):
        return ANYTHING
    found = interval.total(replace(kept(call), nan=False))
    return replace(found, nan=found.nan or not replace(kept(call), nan=False).is_finite)


def not_negative_reduction(call: ArrayCall) -> Interval:
    """Return the range of ``norm``."""
    return Interval(0.0, INF, nan=True) if not call.gives("ord") else ANYTHING


def powers_between(call: ArrayCall) -> Interval:
    """Return the range of ``logspace``."""
    return ANYTHING if call.gives("base") else Interval(0.0, INF, nan=True)


def filled_like(call: ArrayCall) -> Interval:
    """Return the range of ``full_like``, if the number is kept in a float."""
    given, arrays = call.get("fill_value"), call.arrays
    dtype = arrays[0].dtype if arrays else None
    floats_kept = dtype is not None and dtype.kind is Kind.FLOAT and not call.gives("dtype")
    return given.range if given is not None and floats_kept else ANYTHING


def taken(call: ArrayCall) -> Interval:
    """Return the range of ``take``: what is out of bounds may be NaN, or any least number."""
    found = kept_inexact(call)
    dtype = call.arrays[0].dtype if call.arrays else None
    if dtype is None or dtype.kind is not Kind.FLOAT or call.gives("fill_value"):
        return ANYTHING
    return replace(found, nan=True)


def unique_values(call: ArrayCall) -> Interval:
    """Return the range of ``unique``: kept, unless it is filled up to a size."""
    return ANYTHING if call.gives("size", "fill_value") else kept_inexact(call)


def summed_by_letters(call: ArrayCall) -> Interval:
    """Return the range of ``einsum``: sums of products."""
    found: Interval | None = None
    for each in call.rest:
        found = each.range if found is None else interval.multiply(found, each.range)
    lines = [each.range.is_real_line for each in call.rest]
    if found is not None and call.independent and any(lines):
        return replace(interval.REAL_LINE, nan=any(each.range.nan for each in call.rest))
    return interval.total(found) if found is not None else ANYTHING


def blocks(call: ArrayCall) -> Interval:
    """Return the range of ``block_diag``: that of the elements, and zero."""
    return interval.inexact(interval.join(of_any(call), point(0.0)))
