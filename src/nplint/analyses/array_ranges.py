"""Ranges of the numbers that expressions evaluate to, as far as sites and constants decide them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nplint import numpyro_api
from nplint.analyses.dependence import Dependence
from nplint.domains import interval
from nplint.domains.dtype import Dtype
from nplint.domains.interval import ANYTHING, REAL, REAL_LINE, Interval, point
from nplint.domains.shape import Length, Shape
from nplint.domains.structure import UNSTRUCTURED, Structure
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import NOT_CONSTANT, Operand, Result, bound, lookup
from nplint.libraries.numpyro import SAMPLE, bind_call, entry_of, family_of, sample_arguments
from nplint.model.program import Program
from nplint.numpyro_api import Constraint
from nplint.semantic.binding import given_arguments
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ExternalAttribute,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
    Values,
)

# Ranges of constraints that need no arguments; of each, all can come up.
_SUPPORTS = {
    "positive": replace(interval.POSITIVE, exact=True),
    "nonnegative": replace(interval.NON_NEGATIVE, exact=True),
    "softplus_positive": replace(interval.POSITIVE, exact=True),
    "unit_interval": replace(interval.UNIT, exact=True),
    "simplex": interval.UNIT,
    "positive_ordered_vector": interval.POSITIVE,
    "boolean": replace(interval.TRUTH, exact=True),
    "nonnegative_integer": replace(interval.COUNTS, exact=True),
}
_OPERATORS_OF_ONE = {"-": "unary-", "+": "unary+"}


class _RangedOperand:
    """An argument of an array function, of which the range and the constant are known."""

    shape: Shape | None = None
    dtype: Dtype | None = None
    structure: Structure = UNSTRUCTURED
    length: Length = None
    lengths: Shape | None = None
    items: Sequence[Operand] | None = None
    name: str = ""

    def __init__(self, ranges: ArrayRanges, values: Values) -> None:
        self._ranges, self._values = ranges, values

    @property
    def range(self) -> Interval:
        found = self._ranges.of_values(self._values)
        return REAL if found == ANYTHING else found  # data are taken to be numbers

    @property
    def constant(self) -> object:
        found = [each.value for each in self._values if isinstance(each, Literal)]
        return found[0] if len(found) == len(self._values) == 1 else NOT_CONSTANT


class ArrayRanges:
    """Tells which numbers a value can be."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.dependence = program.analysis(Dependence)

    @Guard(otherwise=ANYTHING)
    def of(self, expr: ex.Expr, frame: Frame) -> Interval:
        """Return the range of an expression: of all its alternatives together."""
        return self.of_values(self.evaluator.values(expr, frame))

    def of_values(self, values: Values) -> Interval:
        """Return the range of alternatives."""
        return interval.joined(map(self._of, values))

    def _of(self, value: Value) -> Interval:
        match value:
            case Literal(value=bool() | int() | float() as number):
                return point(float(number))
            case CallResult(name=name) if name == SAMPLE:
                return self._of_site(value)
            case CallResult():
                return self._called(value.name, [], value.call, value.frame)
            case MethodResult():
                return self._called(f".{value.attr}", [value.owner], value.call, value.frame)
            case ExternalAttribute():
                return self._by_row(f".{value.attr}", [value.owner], [], {})
            case OperatorResult(expr=ex.Subscript() as expr):
                return self.of(expr.value, value.frame)
            case OperatorResult(operands=operands):
                one = len(operands) == 1
                name = _OPERATORS_OF_ONE.get(value.operator, "") if one else value.operator
                return self._by_row(name, [], list(operands), {})
        return ANYTHING

    # -- sites -------------------------------------------------------------------------------

    def _of_site(self, site: CallResult) -> Interval:
        fn = sample_arguments(site.call)[1]
        drawn = self.evaluator.values(fn, site.frame) if fn is not None else ()
        return interval.joined(map(self._of_distribution, drawn))

    def _of_distribution(self, value: Value) -> Interval:
        made = family_of(value)
        entry = entry_of(made) if made is not None else None
        if made is None or entry is None:
            return ANYTHING
        facts = numpyro_api.family(entry.name, entry.releases[-1])
        given = bind_call(self.evaluator, entry, made.call, made.frame).given(self.evaluator)
        support = facts.support(given) if facts is not None else None
        return _of_constraint(support) if support is not None else ANYTHING

    # -- the table of array functions ----------------------------------------------------------

    def _called(self, name: str, owners: Sequence[Value], call: ex.Call, frame: Frame) -> Interval:
        if lookup(name) is None:
            return ANYTHING
        given = given_arguments(self.evaluator, call, frame)
        if not given.complete:
            return ANYTHING
        return self._by_row(name, owners, list(given.positional), given.keywords)

    def _by_row(
        self,
        name: str,
        owners: Sequence[Value],
        positional: Sequence[BoundExpr],
        keywords: Mapping[str, BoundExpr],
    ) -> Interval:
        row = lookup(name)
        if row is None or row.result is Result.SEVERAL:
            return ANYTHING
        operands: list[Operand] = [_RangedOperand(self, tuple(owners))] if owners else []
        operands += [_RangedOperand(self, self.evaluator.values_of(each)) for each in positional]
        named = {
            keyword: _RangedOperand(self, self.evaluator.values_of(each))
            for keyword, each in keywords.items()
        }
        independent = self._are_independent([*positional, *keywords.values()], owners)
        return row.range(bound(row, name, operands, named, independent))

    def _are_independent(self, operands: Sequence[BoundExpr], owners: Sequence[Value]) -> bool:
        """Tell whether no site is behind two operands."""
        seen: set[ex.Call] = {
            site.call for owner in owners for site in self.dependence.sites_of(owner)
        }
        for each in operands:
            calls = {site.call for site in self.dependence.sites(each.expr, each.frame)}
            if calls & seen:
                return False
            seen |= calls
        return True


def _of_constraint(constraint: Constraint) -> Interval:
    """Return the range that a support gives to every number of a draw."""
    if constraint.is_real:
        return REAL_LINE
    if constraint.name == "independent":
        base = numpyro_api.read_constraint(constraint.arguments[0])
        return _of_constraint(base) if base is not None else ANYTHING
    return _SUPPORTS.get(constraint.name, ANYTHING)
