"""Ranges of the numbers that expressions evaluate to, as far as sites and constants decide them.

Data and arguments are taken to be numbers, any of them. A range is exact where every number of it
can come up: it is computed from sites and constants alone, each used once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from nplint.analyses.array_operands import ArrayOperand
from nplint.domains.interval import ANYTHING, REAL, Interval, joined, point
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import Result, bound, lookup
from nplint.libraries.literal_arrays import may_be_filled
from nplint.libraries.numpyro import SAMPLE, sample_arguments
from nplint.libraries.supports import Range, range_of
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.binding import given_arguments
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    ExternalAttribute,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
    Values,
)

_DEEPEST = 40
# The call that makes a site, in its frame.
_Draw: TypeAlias = tuple[ex.Call, Frame]


@record
class RangedValue:
    """The range of a value's elements, and the draws that they are computed from."""

    interval: Interval
    draws: frozenset[_Draw] = frozenset()


_UNKNOWN = RangedValue(ANYTHING)


class ArrayRanges:
    """Tells the ranges of values, wherever they are computed."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._known: dict[tuple[ex.Expr, Frame], RangedValue] = {}

    @Guard(otherwise=_UNKNOWN, deepest=_DEEPEST)
    def of(self, expr: ex.Expr, frame: Frame) -> RangedValue:
        """Return the range of an expression."""
        key = (expr, frame)
        if key not in self._known:
            self._known[key] = self.of_values(self.evaluator.values(expr, frame))
        return self._known[key]

    def of_bound(self, argument: BoundExpr) -> RangedValue:
        """Return the range of a bound expression."""
        if argument.path:
            return self.of_values(self.evaluator.values_of(argument))
        return self.of(argument.expr, argument.frame)

    def of_values(self, values: Values) -> RangedValue:
        """Return the range of what is one of several values."""
        found = [self._of_value(value) for value in values]
        if len(found) == 1:
            return found[0]
        draws = frozenset(draw for each in found for draw in each.draws)
        return RangedValue(joined(each.interval for each in found), draws)

    def is_latent(self, draw: CallResult) -> bool:
        """Tell whether a ``numpyro.sample(...)`` is drawn from its prior: ``RunRanges`` knows."""
        return True

    def _of_value(self, value: Value) -> RangedValue:
        match value:
            case Literal(value=int() | float() as number):
                return RangedValue(point(float(number)))
            case Container(expr=ex.ListDisplay(kind="list" | "tuple", items=items)):
                found = [self.of(item, value.frame) for item in items]
                draws = frozenset(draw for each in found for draw in each.draws)
                return RangedValue(joined(each.interval for each in found), draws)
            case CallResult(name=name) if name == SAMPLE:
                return self._of_draw(value)
            case CallResult(name=name, call=call, frame=frame):
                row = lookup(name)
                if row is None or (not row.elementwise and may_be_filled(self.evaluator, value)):
                    return _UNKNOWN
                return self._called(name, (), call, frame)
            case MethodResult(owner=owner, attr=attr, call=call, frame=frame):
                return self._called(f".{attr}", (owner,), call, frame)
            case ExternalAttribute(owner=owner, attr=attr):
                return self._by_row(f".{attr}", [self._operand((owner,))], {})
            case Element(owner=owner):
                return self._of_value(owner)
            case OperatorResult(expr=ex.Subscript(value=inner), frame=frame):
                return self.of(inner, frame)
            case OperatorResult(expr=ex.Operation(operator=operator, operands=operands)):
                unary = "unary" if len(operands) == 1 and operator in ("-", "+") else ""
                given = [self._argument(BoundExpr(each, value.frame)) for each in operands]
                return self._by_row(f"{unary}{operator}", given, {})
        return _UNKNOWN

    def _of_draw(self, draw: CallResult) -> RangedValue:
        fn = sample_arguments(draw.call)[1]
        if fn is None or not self.is_latent(draw):
            return _UNKNOWN
        ranges = {range_of(self.evaluator, v) for v in self.evaluator.values(fn, draw.frame)}
        only = ranges.pop() if len(ranges) == 1 else None
        behind = frozenset({(draw.call, draw.frame)})
        return RangedValue(exactly(only), behind) if only is not None else _UNKNOWN

    def _called(self, name: str, owners: Values, call: ex.Call, frame: Frame) -> RangedValue:
        if lookup(name) is None:
            return _UNKNOWN
        given = given_arguments(self.evaluator, call, frame)
        if not given.complete:
            return _UNKNOWN
        operands = [self._operand(owners)] if owners else []
        operands += map(self._argument, given.positional)
        named = {keyword: self._argument(each) for keyword, each in given.keywords.items()}
        return self._by_row(name, operands, named)

    def _by_row(
        self, name: str, positional: list[_RangedOperand], named: Mapping[str, _RangedOperand]
    ) -> RangedValue:
        """Return the range that a row of the table says."""
        row = lookup(name)
        if row is None or row.result is Result.SEVERAL:
            return _UNKNOWN
        behind = [each.ranged.draws for each in (*positional, *named.values())]
        draws = frozenset[_Draw]().union(*behind)
        independent = sum(map(len, behind)) == len(draws)
        call = bound(row, name, positional, named, independent=independent)
        return RangedValue(row.range(call), draws)

    def _operand(self, values: Values) -> _RangedOperand:
        return _RangedOperand(self, values)

    def _argument(self, argument: BoundExpr) -> _RangedOperand:
        return _RangedOperand(self, self.evaluator.values_of(argument), argument)


class _RangedOperand(ArrayOperand):
    """An argument of an array function, of which the range is known."""

    def __init__(self, ranges: ArrayRanges, values: Values, bound: BoundExpr | None = None) -> None:
        super().__init__(values, bound)
        self._ranges = ranges

    def entry(self, bound: BoundExpr) -> _RangedOperand:
        return _RangedOperand(self._ranges, self._ranges.evaluator.values_of(bound), bound)

    @property
    def ranged(self) -> RangedValue:
        """The range with the draws behind it."""
        if self.bound is not None:
            return self._ranges.of_bound(self.bound)
        return self._ranges.of_values(self.values)

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
