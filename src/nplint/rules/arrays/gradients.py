"""Functions whose derivative is NaN where a ``jnp.where`` does not select them.

Both branches of a ``where`` are evaluated and differentiated; the gradient of the one that is not
selected is multiplied by zero, and zero times NaN, or infinity, is NaN. See
https://docs.jax.dev/en/latest/faq.html#gradients-contain-nan-where-using-where
"""

from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.analyses.real_valued import Reals
from nplint.facts import expressions as ex
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Element,
    External,
    Frame,
    MethodResult,
    OperatorResult,
    Value,
)

WHERE = "jax.numpy.where"
# Functions whose derivative is NaN below zero, as their value is. That of ``log`` is not.
_ROOTS = frozenset({"jax.numpy.sqrt", "jax.lax.sqrt", "jax.lax.rsqrt"})
_LOGS = frozenset({"jax.numpy.log", "jax.numpy.log2", "jax.numpy.log10", "jax.lax.log"})
_POWERS = frozenset({"jax.numpy.power", "jax.numpy.float_power", "jax.lax.pow"})
_SQUARES = frozenset({"jax.numpy.square", "jax.numpy.exp", "jax.numpy.tanh", "jax.numpy.power"})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!=", "==": "=="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "==", "==": "!="}
# Functions with a derivative written by hand.
_DERIVATIVES = frozenset({"jax.custom_jvp", "jax.custom_vjp", "jax.custom_gradient"})
_DEEPEST = 12


@record
class Unguarded:
    """A function in one branch of a ``where`` that is undefined where the other is selected.

    Parameters
    ----------
    what
        The function or operator, as a message names it.
    argument, frame
        What it must not be evaluated at, and where that is evaluated.
    selected
        Whether it stands in the branch for a true condition.
    at_zero
        Whether it is zero alone that it is undefined at.
    """

    what: str
    argument: ex.Expr
    frame: Frame
    selected: bool
    at_zero: bool


class Gradients:
    """Finds what is undefined in the branch that is not selected."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.dependence = program.analysis(Dependence)
        self.reals = program.analysis(Reals)

    def unguarded(self, call: ex.Call, frame: Frame) -> Unguarded | None:
        """What makes the gradient of a ``jnp.where(condition, x, y)`` NaN, if it is certain."""
        if len(call.arguments) != 3 or any(a.star for a in call.arguments):
            return None
        condition, *branches = (argument.value for argument in call.arguments)
        if self._has_own_derivative(frame):
            return None
        for branch, selected in zip(branches, (True, False), strict=True):
            for greater, lesser, operator in self._compared(condition, frame):
                kept = operator if selected else _NEGATED[operator]
                for what, argument, home, at_zero in self._partial(branch, frame, False, 0):
                    if kept not in (">", "!=") if at_zero else kept not in (">", ">="):
                        continue
                    if at_zero:
                        certain = self.evaluator.literals(lesser.expr, lesser.frame) in ([0], [0.0])
                        certain = certain and self._is_same(
                            argument, home, greater.expr, greater.frame
                        )
                    else:
                        certain = self._is_difference(argument, home, greater, lesser)
                        certain = certain and self.reals.is_real(argument, home)
                    if certain:
                        return Unguarded(what, argument, home, selected, at_zero)
        return None

    def _has_own_derivative(self, frame: Frame) -> bool:
        function = frame.scope.function
        if function is None or not function.decorators or frame.parent is None:
            return False
        return not _DERIVATIVES.isdisjoint(self.evaluator.decorator_names(function, frame.parent))

    def _compared(self, condition: ex.Expr, frame: Frame) -> list[tuple[BoundExpr, BoundExpr, str]]:
        """What a condition compares, both ways around."""
        values = self.evaluator.values(condition, frame)
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, OperatorResult) or not isinstance(value.expr, ex.Operation):
            return []
        operator, operands = value.expr.operator, value.expr.operands
        if operator not in _MIRRORED or len(operands) != 2:
            return []
        first, second = (BoundExpr(operand, value.frame) for operand in operands)
        return [(first, second, operator), (second, first, _MIRRORED[operator])]

    def _is_difference(
        self, expr: ex.Expr, frame: Frame, greater: BoundExpr, lesser: BoundExpr
    ) -> bool:
        """Whether an expression is not positive where one value is not greater than another."""
        literals = self.evaluator.literals(lesser.expr, lesser.frame) or ()
        if len(literals) == 1 and isinstance(literals[0], (int, float)) and literals[0] >= 0:
            if self._is_same(expr, frame, greater.expr, greater.frame):
                return True
        for value in self.evaluator.values(expr, frame):
            if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
                operands = value.expr.operands
                if value.expr.operator == "-" and len(operands) == 2:
                    return self._is_same(
                        operands[0], value.frame, greater.expr, greater.frame
                    ) and self._is_same(operands[1], value.frame, lesser.expr, lesser.frame)
        return False

    def _partial(
        self, expr: ex.Expr, frame: Frame, curved: bool, depth: int
    ) -> Iterator[tuple[str, ex.Expr, Frame, bool]]:
        """The partial functions an expression is computed with: name, argument, only at zero.

        ``curved`` says that what is made of the expression depends on its value in the gradient.
        """
        for value in self.evaluator.values(expr, frame) if depth < _DEEPEST else ():
            yield from self._partial_in(value, curved, depth + 1)

    def _partial_in(
        self, value: Value, curved: bool, depth: int
    ) -> Iterator[tuple[str, ex.Expr, Frame, bool]]:
        if isinstance(value, CallResult) and value.call.arguments:
            first = value.call.arguments[0].value
            name = value.name.rpartition(".")[2]
            is_power = value.name in _POWERS and self._is_root(value.call.arguments, value.frame)
            if is_power or value.name in _ROOTS or (value.name in _LOGS and curved):
                yield name, first, value.frame, False
            if value.name.startswith("jax.") and value.name != WHERE:
                curved = curved or value.name in _SQUARES
                for argument in value.call.arguments:
                    yield from self._partial(argument.value, value.frame, curved, depth)
        elif isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
            yield from self._of_operation(value.expr, value.frame, curved, depth)
        elif isinstance(value, OperatorResult) and isinstance(value.expr, ex.Subscript):
            yield from self._partial(value.expr.value, value.frame, curved, depth)

    def _of_operation(
        self, operation: ex.Operation, frame: Frame, curved: bool, depth: int
    ) -> Iterator[tuple[str, ex.Expr, Frame, bool]]:
        operator, operands = operation.operator, operation.operands
        if operator == "**" and len(operands) == 2:
            if _is_fraction(self.evaluator.literals(operands[1], frame)):
                yield "**", operands[0], frame, False
            curved = True
        elif operator == "/":
            numerator = self.dependence.sites(operands[0], frame)
            for divisor in operands[1:]:
                if numerator and not self.dependence.sites(divisor, frame):
                    yield "/", divisor, frame, True
        elif operator == "*":
            latent = [bool(self.dependence.sites(each, frame)) for each in operands]
            for operand, is_latent in zip(operands, latent, strict=True):
                others = sum(latent) - is_latent
                yield from self._partial(operand, frame, curved or others > 0, depth)
            return
        for operand in operands:
            yield from self._partial(operand, frame, curved, depth)

    def _is_root(self, arguments: tuple[ex.Argument, ...], frame: Frame) -> bool:
        return len(arguments) == 2 and _is_fraction(
            self.evaluator.literals(arguments[1].value, frame)
        )

    def _is_same(self, one: ex.Expr, home: Frame, other: ex.Expr, place: Frame) -> bool:
        """Whether two expressions surely give one value."""
        if isinstance(one, ex.Name) and isinstance(other, ex.Name) and one.id == other.id:
            holder = self.evaluator.find_name(one.id, one.start, home)[0]
            if holder is not None and home is place:
                bindings = holder.scope.bindings[one.id]
                return reaching_definitions(bindings, one.start) == reaching_definitions(
                    bindings, other.start
                )
        number = self.evaluator.literals(one, home)
        if number is not None:
            return number == self.evaluator.literals(other, place)
        first, second = self.evaluator.values(one, home), self.evaluator.values(other, place)
        if len(first) != 1 or len(second) != 1:
            return False
        return self._is_same_value(first[0], second[0])

    def _is_same_value(self, one: Value, other: Value) -> bool:
        if isinstance(one, External) and isinstance(other, External):
            return one.name == other.name
        if isinstance(one, (CallResult, MethodResult)) and isinstance(
            other, (CallResult, MethodResult)
        ):
            return one.call is other.call and one.frame is other.frame
        if isinstance(one, Element) and isinstance(other, Element):
            return False  # of what, is not told
        if not isinstance(one, OperatorResult) or not isinstance(other, OperatorResult):
            return False
        if one.expr is other.expr:
            return one.frame is other.frame
        mine, others = ex.children(one.expr), ex.children(other.expr)
        return (
            type(one.expr) is type(other.expr)
            and getattr(one.expr, "operator", "") == getattr(other.expr, "operator", "")
            and len(mine) == len(others)
            and all(
                self._is_same(each, one.frame, like, other.frame)
                for each, like in zip(mine, others, strict=True)
            )
        )


def _is_fraction(literals: list[object] | None) -> bool:
    only = literals[0] if literals and len(literals) == 1 else None
    return isinstance(only, float) and not only.is_integer()
