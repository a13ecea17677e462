"""Ranges of the numbers that expressions evaluate to, as far as sites and constants decide them.

Data and arguments are taken to be numbers, any of them. A range is exact where every number of it
can come up: it is computed from sites and constants alone, each used once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from nplint.analyses.array_facet import ArrayFacet
from nplint.analyses.array_operands import ArrayOperand
from nplint.domains.interval import ANYTHING, REAL, Interval, joined, point
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import ArrayCall, ArrayFunction
from nplint.libraries.numpyro import sample_arguments
from nplint.libraries.supports import Range, range_of
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Frame, Values

# The call that makes a site, in its frame.
_Draw: TypeAlias = tuple[ex.Call, Frame]


@record
class RangedValue:
    """The range of a value's elements, and the draws that they are computed from."""

    interval: Interval
    draws: frozenset[_Draw] = frozenset()


_UNKNOWN = RangedValue(ANYTHING)


class ArrayRanges(ArrayFacet[RangedValue, "_RangedOperand"]):
    """Tells the ranges of values, wherever they are computed."""

    def __init__(self, evaluator: Evaluator) -> None:
        super().__init__(evaluator, _UNKNOWN)

    def is_latent(self, draw: CallResult) -> bool:
        """Tell whether a ``numpyro.sample(...)`` is drawn from its prior: ``RunRanges`` knows."""
        return True

    def operand(self, values: Values, bound: BoundExpr | None = None) -> _RangedOperand:
        return _RangedOperand(self, values, bound)

    def of_either(self, found: Sequence[RangedValue]) -> RangedValue:
        return RangedValue(joined(each.interval for each in found), _draws_behind(found))

    def of_constant(self, value: object) -> RangedValue:
        return RangedValue(point(float(value))) if isinstance(value, (int, float)) else _UNKNOWN

    def of_draw(self, draw: CallResult) -> RangedValue:
        fn = sample_arguments(draw.call)[1]
        if fn is None or not self.is_latent(draw):
            return _UNKNOWN
        ranges = {range_of(self.evaluator, v) for v in self.evaluator.values(fn, draw.frame)}
        only = ranges.pop() if len(ranges) == 1 else None
        behind = frozenset({(draw.call, draw.frame)})
        return RangedValue(exactly(only), behind) if only is not None else _UNKNOWN

    def of_call(
        self, row: ArrayFunction, call: ArrayCall, operands: Iterable[_RangedOperand]
    ) -> RangedValue:
        return RangedValue(row.range(call), _draws_behind(each.ranged for each in operands))

    def are_independent(self, operands: Iterable[_RangedOperand]) -> bool:
        draws = [draw for each in operands for draw in each.ranged.draws]
        return len(draws) == len(set(draws))


def _draws_behind(values: Iterable[RangedValue]) -> frozenset[_Draw]:
    return frozenset(draw for each in values for draw in each.draws)


class _RangedOperand(ArrayOperand):
    """An argument of an array function, of which the range is known."""

    def __init__(self, ranges: ArrayRanges, values: Values, bound: BoundExpr | None = None) -> None:
        super().__init__(values, bound)
        self._ranges = ranges

    def entry(self, bound: BoundExpr) -> _RangedOperand:
        return self._ranges.operand_of(bound)

    @property
    def ranged(self) -> RangedValue:
        """The range with the draws behind it."""
        return self._ranges.of_argument(self.values, self.bound)

    @property
    def range(self) -> Interval:
        found = self.ranged.interval
        return REAL if found == ANYTHING else found  # data are taken to be numbers


def exactly(of: Range) -> Interval:
    """Return the interval of a support, all of which can come up if its ends are known."""
    if not of.low < of.high:
        return ANYTHING
    low_open, high_open = of.is_open or math.isinf(of.low), of.is_open or math.isinf(of.high)
    return Interval(of.low, of.high, low_open, high_open, integer=of.is_integer, exact=True)


def array_ranges(program: Program) -> ArrayRanges:
    """Return what tells the ranges of a program's values, whatever run they belong to."""
    return ArrayRanges(program.evaluator)
