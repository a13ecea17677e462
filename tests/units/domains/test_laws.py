"""Laws of the domains: joins are upper bounds, meets lower ones, and widening comes to an end."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nplint.domains import dtype, interval, shape, structure
from nplint.domains.dtype import Dtype, Kind
from nplint.domains.interval import INF, Interval
from nplint.domains.shape import MANY, Symbol
from nplint.domains.structure import Form

# Drawing shapes and forms takes time on a busy machine, which says nothing of the laws.
LAWS = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

LENGTHS = st.one_of(
    st.integers(0, 4), st.none(), st.just(MANY), st.sampled_from([Symbol("J"), Symbol("K")]),
    st.builds(shape.times, st.integers(2, 3), st.sampled_from([Symbol("J"), Symbol("K")])),
)  # fmt: skip
SHAPES = st.one_of(st.none(), st.lists(LENGTHS, max_size=3).map(tuple))
DTYPES = st.one_of(
    st.none(),
    st.builds(Dtype, st.sampled_from(Kind), st.sampled_from([None, 16, 32, 64]), st.booleans()),
)
STRUCTURES = st.lists(st.sampled_from(Form), max_size=3).map(
    lambda forms: structure.structure(*forms)
)
ENDS = st.sampled_from([-INF, -2.0, -1.0, 0.0, 0.5, 1.0, 3.0, INF])


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted([draw(ENDS), draw(ENDS)])
    flags = [draw(st.booleans()) for _ in range(5)]
    if low == high:
        flags[0] = flags[1] = False
    return Interval(low, high, *flags)


# Ranges leave rounding out: no product of these underflows.
NUMBERS = st.one_of(
    ENDS, st.floats(-5, 5).filter(lambda x: x == 0.0 or abs(x) > 1e-100), st.just(math.nan)
)
DOMAINS = [
    pytest.param(shape.is_within, shape.join, shape.widen, SHAPES, id="shape"),
    pytest.param(dtype.is_within, dtype.join, dtype.widen, DTYPES, id="dtype"),
    pytest.param(interval.is_within, interval.join, interval.widen, intervals(), id="interval"),
    pytest.param(structure.is_within, structure.join, structure.widen, STRUCTURES, id="structure"),
]


@pytest.mark.parametrize(("is_within", "join", "widen", "values"), DOMAINS)
@LAWS
@given(data=st.data())
def test_joins_are_upper_bounds_and_widening_ends(
    is_within: Any, join: Any, widen: Any, values: Any, data: st.DataObject
) -> None:
    one, other = data.draw(values), data.draw(values)
    assert is_within(one, one)
    assert join(one, one) == one
    joined = join(one, other)
    assert joined == join(other, one)
    assert is_within(one, joined)
    assert is_within(other, joined)
    seen, found = [one], one
    for _ in range(12):
        later = data.draw(values)
        found = widen(found, later)
        assert is_within(seen[-1], found)
        seen.append(found)
    # A chain of things that say ever less is short.
    assert len({repr(each) for each in seen}) <= 10


@pytest.mark.parametrize(("is_within", "join", "widen", "values"), DOMAINS)
@LAWS
@given(data=st.data())
def test_the_order_is_one(
    is_within: Any, join: Any, widen: Any, values: Any, data: st.DataObject
) -> None:
    one, two, three = (data.draw(values) for _ in "abc")
    if is_within(one, two) and is_within(two, three):
        assert is_within(one, three)
    joined = join(one, two)
    assert is_within(joined, join(joined, three))


@LAWS
@given(SHAPES, SHAPES)
def test_a_meet_of_shapes_says_what_both_say(one: Any, other: Any) -> None:
    met = shape.meet(one, other)
    assert shape.is_within(met, one) or (other is not None and one is not None)
    if shape.is_within(one, other):
        assert shape.is_within(met, other)


@LAWS
@given(DTYPES, DTYPES)
def test_a_meet_of_dtypes_says_what_both_say(one: Any, other: Any) -> None:
    if dtype.is_within(one, other):
        assert dtype.is_within(dtype.meet(one, other), other)
        assert dtype.is_within(dtype.meet(other, one), other)


@LAWS
@given(STRUCTURES, STRUCTURES)
def test_a_meet_of_structures_says_what_both_say(one: Any, other: Any) -> None:
    met = structure.meet(one, other)
    assert structure.is_within(met, one) and structure.is_within(met, other)
    assert structure.structure(*met) == met


@LAWS
@given(intervals(), intervals(), NUMBERS)
def test_ranges_are_sets(one: Interval, other: Interval, number: float) -> None:
    joined, met = interval.join(one, other), interval.meet(one, other)
    assert (number in joined) or not (number in one or number in other)
    assert (met is not None and number in met) == (number in one and number in other) or (
        met is not None and number in met and (one.integer or other.integer)
    )
    if interval.covers(one, other) and number in other:
        assert number in one


@LAWS
@given(intervals(), intervals(), st.data())
def test_arithmetic_of_ranges_holds_what_comes_out(
    one: Interval, other: Interval, data: st.DataObject
) -> None:
    x, y = data.draw(NUMBERS), data.draw(NUMBERS)
    assume(x in one and y in other)
    assert x + y in interval.add(one, other)
    assert x - y in interval.subtract(one, other)
    assert x * y in interval.multiply(one, other)
    assert -x in interval.negative(one)
    assert abs(x) in interval.absolute(one)
    if y != 0.0 or not math.isfinite(y):
        assert x / y in interval.divide(one, other)
    greater = math.nan if math.isnan(x) or math.isnan(y) else max(x, y)
    assert greater in interval.maximum(one, other)


@LAWS
@given(intervals(), intervals())
def test_what_is_exact_stays_so_only_where_it_is_told(one: Interval, other: Interval) -> None:
    assert not interval.add(one, other).exact
    inexact = replace(one, exact=False)
    for operation in (interval.add, interval.multiply, interval.divide):
        both = operation(inexact, replace(other, exact=False), independent=True)
        assert not both.exact


@LAWS
@given(st.lists(st.integers(0, 4), max_size=3), st.data())
def test_shapes_of_operations_hold_for_lengths_that_are_not_known(
    real: list[int], data: st.DataObject
) -> None:
    from tests.lanes.array_draws import Chance, blur
    from tests.lanes.array_functions import holds_shape

    chance = Chance(str(data.draw(st.integers(0, 10**6))), "")
    known = tuple(blur(chance, length) for length in real)
    assert holds_shape(known, real)
    flat = shape.reshaped(known, (-1,))
    assert holds_shape(flat, [math.prod(real)])
    assert holds_shape(shape.transposed(known) or (), real[::-1])
    assert holds_shape(shape.joined([known, known], 0) or (None,) * len(real),
                       [2 * real[0], *real[1:]] if real else [])  # fmt: skip
    again = tuple(blur(chance, length) for length in real)
    assert holds_shape(shape.broadcast([known, again]) or (), real)
    assert holds_shape(shape.meet(known, again) or (), real)
    assert holds_shape(shape.join(known, again) or (), real)
