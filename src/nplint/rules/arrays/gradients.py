"""Functions whose derivative is NaN where a ``jnp.where`` does not select them.

Both branches of a ``where`` are evaluated and differentiated; the gradient of the one that is not
selected is multiplied by zero, and zero times NaN, or infinity, is NaN. See
https://docs.jax.dev/en/latest/faq.html#gradients-contain-nan-where-using-where
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nplint.analyses.array_ranges import array_ranges
from nplint.analyses.dependence import Dependence
from nplint.facts import expressions as ex
from nplint.libraries.function_kinds import (
    clamps,
    is_curved,
    is_logarithm,
    is_power,
    needs_positive,
)
from nplint.libraries.numpyro import arguments_of, family_of
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    External,
    Frame,
    MethodResult,
    OperatorResult,
    Value,
)

_WHERE = "jax.numpy.where"
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!=", "==": "=="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "==", "==": "!="}
# Functions with a derivative written by hand.
_DERIVATIVES = frozenset({"jax.custom_jvp", "jax.custom_vjp", "jax.custom_gradient"})
_DEEPEST = 12


class _Undefined(NamedTuple):
    """A function at an argument: undefined ``at_zero`` alone, or at all that is below zero.

    ``steep`` says that its derivative is infinite at zero.
    """

    name: str
    argument: BoundExpr
    at_zero: bool
    steep: bool = False


class _Comparison(NamedTuple):
    """A comparison that says something of its left side."""

    left: BoundExpr
    operator: str
    right: BoundExpr


@record
class Unguarded:
    """A function in one branch of a ``where`` that is undefined where the other is selected.

    Parameters
    ----------
    what
        The function or operator, as a message names it.
    argument
        The argument that it must not be evaluated at.
    at_zero
        True if it is undefined at zero alone.
    selected
        True if it stands in the branch for a true condition.
    """

    what: str
    argument: BoundExpr
    at_zero: bool
    selected: bool


@record
class Clamped:
    """A root of what is clamped at zero, where the root's derivative is infinite.

    Parameters
    ----------
    what
        The root, as a message names it.
    argument, inner
        Its argument, and what is clamped there.
    """

    what: str
    argument: BoundExpr
    inner: BoundExpr


class Gradients:
    """Finds what is undefined in the branch that is not selected."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.dependence = program.analysis(Dependence)
        self.ranges = program.analysis(array_ranges)

    def unguarded(self, call: ex.Call, frame: Frame) -> Unguarded | None:
        """Return what surely makes the gradient of a ``jnp.where(condition, x, y)`` NaN."""
        if len(call.arguments) != 3 or any(argument.star for argument in call.arguments):
            return None
        if not self._is_where(call.func, frame) or self._has_own_derivative(frame):
            return None
        condition, *branches = (BoundExpr(argument.value, frame) for argument in call.arguments)
        for branch, selected in zip(branches, (True, False), strict=True):
            for comparison in self._comparisons(condition, selected):
                for function in self._functions(branch, False, 0):
                    if self._is_kept_away(function, comparison):
                        return Unguarded(
                            function.name, function.argument, function.at_zero, selected
                        )
        return None

    def clamped(self, given: BoundExpr) -> Iterator[Clamped]:
        """Yield the roots of clamped values that a site's distribution, or a factor, comes from."""
        parts = [given]
        for value in self.evaluator.values_of(given):
            made = family_of(value)
            if made is not None:
                parts += arguments_of(self.evaluator, made).arguments.values()
        for part in parts:
            for function in self._functions(part, False, 0):
                inner = self._clamped_value(function.argument) if function.steep else None
                if inner is not None and self._is_latent(inner):
                    yield Clamped(function.name, function.argument, inner)

    def _clamped_value(self, argument: BoundExpr) -> BoundExpr | None:
        """Return what a function clamps at zero that can be negative; None for other values."""
        made = Alternatives(self.evaluator.values_of(argument)).only
        if not isinstance(made, (CallResult, MethodResult)):
            return None
        name = f".{made.attr}" if isinstance(made, MethodResult) else made.name
        if not clamps(name):
            return None
        bound = self.ranges.of(argument.expr, argument.frame).interval
        given = [BoundExpr(each.value, made.frame) for each in made.call.arguments]
        if isinstance(made, MethodResult) and isinstance(made.call.func, ex.Attribute):
            given.insert(0, BoundExpr(made.call.func.value, made.frame))
        if bound.low != 0.0 or bound.low_open:
            return None
        return next((each for each in given if self._can_be_negative(each)), None)

    def _can_be_negative(self, expr: BoundExpr) -> bool:
        interval = self.ranges.of(expr.expr, expr.frame).interval
        return interval.exact and interval.low < 0.0

    def _is_where(self, func: ex.Expr, frame: Frame) -> bool:
        values = self.evaluator.values(func, frame)
        return bool(values) and all(isinstance(v, External) and v.name == _WHERE for v in values)

    def _has_own_derivative(self, frame: Frame) -> bool:
        """Tell whether the derivative of the function that a frame runs is written by hand."""
        function = frame.scope.function
        if function is None or not function.decorators or frame.parent is None:
            return False
        return not _DERIVATIVES.isdisjoint(self.evaluator.decorator_names(function, frame.parent))

    def _comparisons(self, condition: BoundExpr, holds: bool) -> list[_Comparison]:
        """Return what a condition compares, if it ``holds`` or if not, both ways around."""
        value = Alternatives(self.evaluator.values_of(condition)).only
        if not isinstance(value, OperatorResult) or value.operator not in _MIRRORED:
            return []
        if len(value.operands) != 2:
            return []
        first, second = value.operands
        operator = value.operator if holds else _NEGATED[value.operator]
        return [
            _Comparison(first, operator, second),
            _Comparison(second, _MIRRORED[operator], first),
        ]

    def _is_kept_away(self, function: _Undefined, comparison: _Comparison) -> bool:
        """Tell whether a comparison is there to keep a function away from what it cannot take."""
        argument, (left, operator, right) = function.argument, comparison
        if function.at_zero:
            is_zero = self._literals(right) in ([0], [0.0])
            return operator in (">", "!=") and is_zero and self._is_same(argument, left)
        if operator not in (">", ">=") or not self._is_difference(argument, left, right):
            return False
        inner = self._clamped_value(argument) or argument
        return self.ranges.of(inner.expr, inner.frame).interval.is_real_line

    def _is_difference(self, argument: BoundExpr, greater: BoundExpr, lesser: BoundExpr) -> bool:
        """Tell whether a value is not positive where one is not greater than another."""
        literals = self._literals(lesser) or ()
        if len(literals) == 1 and isinstance(literals[0], (int, float)) and literals[0] >= 0:
            inner = self._clamped_value(argument) or argument
            if self._is_same(inner, greater):
                return True
        for value in self.evaluator.values_of(argument):
            if isinstance(value, OperatorResult) and value.operator == "-":
                if len(value.operands) == 2:
                    first, second = value.operands
                    return self._is_same(first, greater) and self._is_same(second, lesser)
        return False

    def _functions(self, expr: BoundExpr, curved: bool, depth: int) -> Iterator[_Undefined]:
        """Yield the functions, not defined everywhere, that an expression is computed with.

        ``curved`` says that what is made of the expression depends on its value in the gradient.
        """
        for value in self.evaluator.values_of(expr) if depth < _DEEPEST else ():
            if isinstance(value, CallResult) and value.call.arguments:
                yield from self._functions_in_call(value, curved, depth + 1)
            elif isinstance(value, OperatorResult):
                if isinstance(value.expr, ex.Subscript):
                    array = BoundExpr(value.expr.value, value.frame)
                    yield from self._functions(array, curved, depth + 1)
                else:
                    yield from self._functions_in_operation(value, curved, depth + 1)

    def _functions_in_call(
        self, made: CallResult, curved: bool, depth: int
    ) -> Iterator[_Undefined]:
        arguments = [BoundExpr(each.value, made.frame) for each in made.call.arguments]
        of_jax = made.name.startswith("jax.")
        positive = of_jax and needs_positive(made.name)
        # The derivative of a root is NaN below zero, as its value is; that of a logarithm is not.
        is_root = positive and not is_logarithm(made.name)
        if is_root or (positive and curved):
            yield _Undefined(made.short_name, arguments[0], at_zero=False, steep=is_root)
        if of_jax and is_power(made.name) and len(arguments) == 2:
            exponent = self._fraction(arguments[1])
            if exponent is not None:
                steep = exponent < 1.0
                yield _Undefined(made.short_name, arguments[0], at_zero=False, steep=steep)
        if of_jax and made.name != _WHERE:
            for argument in arguments:
                yield from self._functions(argument, curved or is_curved(made.name), depth)

    def _functions_in_operation(
        self, result: OperatorResult, curved: bool, depth: int
    ) -> Iterator[_Undefined]:
        operator, operands = result.operator, result.operands
        if operator == "**" and len(operands) == 2:
            exponent = self._fraction(operands[1])
            if exponent is not None:
                yield _Undefined("**", operands[0], at_zero=False, steep=exponent < 1.0)
            curved = True
        if operator == "/" and self._is_latent(operands[0]):
            for divisor in operands[1:]:
                if not self._is_latent(divisor):
                    yield _Undefined("/", divisor, at_zero=True)
        latent = {each for each in operands if operator == "*" and self._is_latent(each)}
        for operand in operands:
            by_another = len(latent) > (operand in latent)
            yield from self._functions(operand, curved or by_another, depth)

    def _is_latent(self, expr: BoundExpr) -> bool:
        """Tell whether an expression depends on a site."""
        return bool(self.dependence.sites(expr.expr, expr.frame))

    def _fraction(self, exponent: BoundExpr) -> float | None:
        """Return an exponent that takes a root, which no negative number has; None for others."""
        literals = self._literals(exponent)
        only = literals[0] if literals and len(literals) == 1 else None
        return only if isinstance(only, float) and not only.is_integer() else None

    def _literals(self, expr: BoundExpr) -> list[object] | None:
        return self.evaluator.literals(expr.expr, expr.frame)

    def _is_same(self, one: BoundExpr, other: BoundExpr) -> bool:
        """Tell whether two expressions surely give one value."""
        if isinstance(one.expr, ex.Name) and isinstance(other.expr, ex.Name):
            owner = self.evaluator.find_name(one.expr.id, one.expr.start, one.frame)[0]
            if owner is not None and one.expr.id == other.expr.id and one.frame is other.frame:
                bindings = owner.scope.bindings[one.expr.id]
                reached = reaching_definitions(bindings, one.expr.start)
                return reached == reaching_definitions(bindings, other.expr.start)
        literals = self._literals(one)
        if literals is not None:
            return literals == self._literals(other)
        values, others = self.evaluator.values_of(one), self.evaluator.values_of(other)
        return len(values) == len(others) == 1 and self._is_same_value(values[0], others[0])

    def _is_same_value(self, one: Value, other: Value) -> bool:
        if isinstance(one, External) and isinstance(other, External):
            return one.name == other.name
        if isinstance(one, (CallResult, MethodResult)) and isinstance(
            other, (CallResult, MethodResult)
        ):
            return one.call is other.call and one.frame is other.frame
        if not isinstance(one, OperatorResult) or not isinstance(other, OperatorResult):
            return False
        if one.expr is other.expr:
            return one.frame is other.frame
        parts, others = ex.children(one.expr), ex.children(other.expr)
        return (
            one.operator == other.operator
            and len(parts) == len(others)
            and all(
                self._is_same(BoundExpr(part, one.frame), BoundExpr(like, other.frame))
                for part, like in zip(parts, others, strict=True)
            )
        )
