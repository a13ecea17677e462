"""One facet of the arrays that expressions evaluate to, by the rows of the table of functions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from nplint.facts import expressions as ex
from nplint.libraries.array_functions import (
    ArrayCall,
    ArrayFunction,
    Operand,
    Result,
    bound,
    lookup,
)
from nplint.libraries.literal_arrays import may_be_filled
from nplint.libraries.numpyro import PARAM, SAMPLE
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

T = TypeVar("T")
A = TypeVar("A", bound=Operand)
_DEEPEST = 40


class ArrayFacet(ABC, Generic[T, A]):
    """Follows values to the constants and sites that they are computed from.

    A facet says what these are, what is known of alternatives, and what a row of the table makes
    of arguments; ``A`` is what an argument is for it.
    """

    def __init__(self, evaluator: Evaluator, unknown: T) -> None:
        self.evaluator, self.unknown = evaluator, unknown
        self._known: dict[tuple[ex.Expr, Frame], T] = {}

    def of(self, expr: ex.Expr, frame: Frame) -> T:
        """Return the facet of an expression."""
        found = self._of_expression(expr, frame)
        return self.unknown if found is None else found

    @Guard(otherwise=None, deepest=_DEEPEST)
    def _of_expression(self, expr: ex.Expr, frame: Frame) -> T:
        key = (expr, frame)
        if key not in self._known:
            self._known[key] = self.of_values(self.evaluator.values(expr, frame))
        return self._known[key]

    def of_bound(self, argument: BoundExpr) -> T:
        """Return the facet of a bound expression."""
        if argument.path:
            return self.of_values(self.evaluator.values_of(argument))
        return self.of(argument.expr, argument.frame)

    def of_values(self, values: Values) -> T:
        """Return the facet of what is one of several values."""
        found = [self._of_value(value) for value in values]
        return found[0] if len(found) == 1 else self.of_either(found)

    def of_argument(self, values: Values, argument: BoundExpr | None) -> T:
        """Return the facet of some values, of a bound expression if they are those of one."""
        return self.of_bound(argument) if argument is not None else self.of_values(values)

    def operand_of(self, argument: BoundExpr) -> A:
        """Return an argument of an array function."""
        return self.operand(self.evaluator.values_of(argument), argument)

    # -- what a facet says ------------------------------------------------------------------

    @abstractmethod
    def operand(self, values: Values, bound: BoundExpr | None = None) -> A:
        """Return an argument that is one of some values, of an expression if there is one."""

    @abstractmethod
    def of_either(self, found: Sequence[T]) -> T:
        """Return what is known of a value that is one of several."""

    @abstractmethod
    def of_constant(self, value: object) -> T:
        """Return the facet of a constant of Python."""

    @abstractmethod
    def of_draw(self, draw: CallResult) -> T:
        """Return the facet of a ``numpyro.sample(...)``."""

    @abstractmethod
    def of_call(self, row: ArrayFunction, call: ArrayCall, operands: Iterable[A]) -> T:
        """Return the facet that a row says of a call with these operands."""

    def of_param(self, param: CallResult) -> T:
        """Return the facet of a ``numpyro.param(...)``."""
        return self.unknown

    def of_list(self, items: Sequence[T]) -> T:
        """Return the facet of the array that a list or tuple is taken for."""
        return self.of_either(items)

    def of_part(self, whole: T) -> T:
        """Return the facet of an element or a part of an array."""
        return whole

    # -- values -----------------------------------------------------------------------------

    def _of_value(self, value: Value) -> T:
        match value:
            case Literal(value=constant):
                return self.of_constant(constant)
            case Container(expr=ex.ListDisplay(kind="list" | "tuple", items=items)):
                return self.of_list([self.of(item, value.frame) for item in items])
            case CallResult(name=name) if name == SAMPLE:
                return self.of_draw(value)
            case CallResult(name=name) if name == PARAM:
                return self.of_param(value)
            case CallResult(name=name, call=call, frame=frame):
                row = lookup(name)
                if row is None or (not row.elementwise and may_be_filled(self.evaluator, value)):
                    return self.unknown
                return self._called(name, (), call, frame)
            case MethodResult(owner=owner, attr=attr, call=call, frame=frame):
                return self._called(f".{attr}", (owner,), call, frame)
            case ExternalAttribute(owner=owner, attr=attr):
                return self._by_row(f".{attr}", [self.operand((owner,))], {})
            case Element(owner=owner):
                return self.of_part(self._of_value(owner))
            case OperatorResult(expr=ex.Subscript(value=inner), frame=frame):
                return self.of_part(self.of(inner, frame))
            case OperatorResult(expr=ex.Operation(operator=operator)):
                unary = len(value.operands) == 1 and operator in ("-", "+")
                given = [self.operand_of(each) for each in value.operands]
                return self._by_row(f"unary{operator}" if unary else operator, given, {})
        return self.unknown

    def _called(self, name: str, owners: Values, call: ex.Call, frame: Frame) -> T:
        if lookup(name) is None:
            return self.unknown
        given = given_arguments(self.evaluator, call, frame)
        if not given.complete:
            return self.unknown
        operands = [self.operand(owners)] if owners else []
        operands += map(self.operand_of, given.positional)
        named = {keyword: self.operand_of(each) for keyword, each in given.keywords.items()}
        return self._by_row(name, operands, named)

    def _by_row(self, name: str, positional: Sequence[A], named: Mapping[str, A]) -> T:
        """Return the facet that a row of the table says."""
        row = lookup(name)
        if row is None or row.result is Result.SEVERAL:
            return self.unknown
        operands = [*positional, *named.values()]
        call = bound(row, name, positional, named, independent=self.are_independent(operands))
        return self.of_call(row, call, operands)

    def are_independent(self, operands: Iterable[A]) -> bool:
        """Tell whether any value of one operand may meet any of the others."""
        return False
