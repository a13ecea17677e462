"""Matrices that stand for a covariance: Cholesky factors, scaled ones, and covariances."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from functools import cached_property

from nplint.facts import expressions as ex
from nplint.libraries.numpyro import SAMPLE, family_of, sample_arguments
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_CHOLESKY = frozenset(
    {"jax.numpy.linalg.cholesky", "numpy.linalg.cholesky", "jax.lax.linalg.cholesky"}
)
_COVARIANCES = frozenset({"jax.numpy.cov", "numpy.cov"})
_DIAGONAL = frozenset({"jax.numpy.diag", "numpy.diag"})
_OUTER = frozenset({"jax.numpy.outer", "numpy.outer"})
_PRODUCTS = frozenset({"jax.numpy.matmul", "jax.numpy.dot", "numpy.matmul", "numpy.dot"})
_ARRAYS = frozenset({"jax.numpy.array", "numpy.array"})
_FILLED = frozenset(
    {f"{module}.{name}" for module in ("jax.numpy", "numpy") for name in ("ones", "zeros", "full")}
)
_ELEMENTWISE = frozenset({"jax.numpy.sqrt", "jax.numpy.exp", "jax.numpy.abs", "jax.nn.softplus"})
# Functions that give the matrix they are given, perhaps several times.
_REPEATING = frozenset(
    {f"jax.numpy.{name}" for name in ("tile", "broadcast_to", "expand_dims", "asarray", "array")}
)
_LKJ = "numpyro.distributions.LKJCholesky"


class Matrix(Enum):
    """The kinds of matrices that are told apart, where that is certain."""

    FACTOR = "a Cholesky factor"
    COLUMNS = "a correlation's factor whose columns were scaled"
    HALF = "a correlation's factor scaled on both sides, as if it were the correlation"
    COVARIANCE = "a covariance"


@record
class KnownMatrix:
    """A matrix with what it was made from.

    Parameters
    ----------
    kind
        Its kind.
    lkj
        The expression of the factor that ``LKJCholesky`` gave, if one did.
    operation
        The operation that scaled it, if one did.
    scale
        The operand that scales it.
    """

    kind: Matrix
    lkj: BoundExpr | None = None
    operation: BoundExpr | None = None
    scale: BoundExpr | None = None


class Factors:
    """Recognises such matrices."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.program = program

    @cached_property
    def _plated(self) -> Collection[ex.Call]:
        """The calls of sites that stand in a single plate."""
        plates: dict[ex.Call, int] = {}
        for run in self.program.runs:
            for site in self.program.sites(run).sites:
                plates[site.call] = sum(1 for _ in site.contexts_by("numpyro.plate"))
        return frozenset(call for call, number in plates.items() if number == 1)

    @Guard(otherwise=None)  # as in ``a = jnp.tile(a, 2)``
    def of(self, expr: ex.Expr, frame: Frame) -> KnownMatrix | None:
        """Return what an expression is, if all its values are the same kind of matrix."""
        found = [self._of(value, expr, frame) for value in self.evaluator.values(expr, frame)]
        first = found[0] if found else None
        if first is None or any(each is None or each.kind != first.kind for each in found):
            return None
        return first

    def _of(self, value: Value, expr: ex.Expr, frame: Frame) -> KnownMatrix | None:
        if isinstance(value, CallResult):
            return self._made(value, BoundExpr(expr, frame))
        if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
            return self._operation(value.expr, value.frame)
        return None

    def _made(self, value: CallResult, read: BoundExpr) -> KnownMatrix | None:
        """Return what a call gave, that ``read`` evaluates to."""
        arguments = value.call.arguments
        if value.name in _CHOLESKY:
            return KnownMatrix(Matrix.FACTOR)
        if value.name in _COVARIANCES:
            return KnownMatrix(Matrix.COVARIANCE)
        if value.name == SAMPLE and self._drawn(value).all(_is_lkj):
            return KnownMatrix(Matrix.FACTOR, read)
        if value.name in _REPEATING and arguments:
            return self.of(arguments[0].value, value.frame)
        if value.name in _PRODUCTS and len(arguments) == 2:
            factors = tuple(argument.value for argument in arguments)
            return self._product(factors, BoundExpr(value.call, value.frame))
        return None

    def _operation(self, expr: ex.Operation, frame: Frame) -> KnownMatrix | None:
        operation = BoundExpr(expr, frame)
        if expr.operator == "@":
            return self._product(expr.operands, operation)
        if expr.operator != "*" or len(expr.operands) != 2:
            return None
        for operand, other in (expr.operands, expr.operands[::-1]):
            known = self.of(operand, frame)
            if known is None or known.kind is not Matrix.FACTOR:
                continue
            factor, scale = BoundExpr(operand, frame), BoundExpr(other, frame)
            if known.lkj is not None and self._is_made_by(other, frame, _OUTER):
                return KnownMatrix(Matrix.HALF, factor, operation)
            if self.is_vector(other, frame):
                if known.lkj is None or known.operation is not None:
                    return None
                return KnownMatrix(Matrix.COLUMNS, factor, operation, scale)
            if _is_column(other):
                return KnownMatrix(Matrix.FACTOR, known.lkj, operation, scale)
        return None

    def _product(self, operands: tuple[ex.Expr, ...], operation: BoundExpr) -> KnownMatrix | None:
        frame = operation.frame
        first, last = operands[0], operands[-1]
        diagonal = [self._is_made_by(each, frame, _DIAGONAL) for each in operands]
        if len(operands) == 2:
            if _is_transpose_of(last, first):
                return KnownMatrix(Matrix.COVARIANCE)
            factor = self.of(last if diagonal[0] else first, frame)
            if factor is None or factor.kind is not Matrix.FACTOR or all(diagonal):
                return None
            if diagonal[0]:
                return KnownMatrix(Matrix.FACTOR, factor.lkj, operation, BoundExpr(first, frame))
            if diagonal[1] and factor.lkj is not None and factor.operation is None:
                lkj, scale = BoundExpr(first, frame), BoundExpr(last, frame)
                return KnownMatrix(Matrix.COLUMNS, lkj, operation, scale)
        elif len(operands) == 3 and diagonal == [True, False, True]:
            middle = self.of(operands[1], frame)
            if middle is not None and middle.lkj is not None and middle.operation is None:
                return KnownMatrix(Matrix.HALF, BoundExpr(operands[1], frame), operation)
        return None

    def _is_made_by(self, expr: ex.Expr, frame: Frame, names: Collection[str]) -> bool:
        """Tell whether an expression surely is what one of some functions gave."""
        return self._values(expr, frame).all(
            lambda value: isinstance(value, CallResult) and value.name in names
        )

    def _values(self, expr: ex.Expr, frame: Frame) -> Alternatives:
        return Alternatives(self.evaluator.values(expr, frame))

    def _drawn(self, site: CallResult) -> Alternatives:
        """Return the distributions that a ``numpyro.sample`` may draw from."""
        fn = sample_arguments(site.call)[1]
        return self._values(fn, site.frame) if fn is not None else Alternatives()

    # -- vectors ---------------------------------------------------------------------------

    @Guard(otherwise=False)
    def is_vector(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether all that an expression may be has one dimension, for certain."""
        return self._values(expr, frame).all(self._is_vector)

    def _is_vector(self, value: Value) -> bool:
        if not isinstance(value, CallResult):
            return False
        if value.name == SAMPLE:
            drawn = self._drawn(value).only
            return drawn is not None and self._draws_vector(drawn, value.call)
        if not value.call.arguments:
            return False
        first = value.call.arguments[0].value
        if value.name in _ELEMENTWISE:
            return self.is_vector(first, value.frame)
        if value.name in _FILLED:
            size = self._values(first, value.frame).only
            return isinstance(size, Literal) or _is_of_one(size)
        return value.name in _ARRAYS and self._is_flat(first, value.frame)

    def _is_flat(self, expr: ex.Expr, frame: Frame) -> bool:
        """Tell whether an expression is a list of constants."""
        listed = self._values(expr, frame).only
        return isinstance(listed, Container) and all(
            isinstance(each, Literal)
            for _, entry in self.evaluator.containers.entries(listed)
            for each in self.evaluator.values_of(entry)
        )

    def _draws_vector(self, drawn: Value, site: ex.Call) -> bool:
        """Tell whether a site that draws from a distribution has one dimension."""
        match drawn:
            case MethodResult(attr="to_event" | "mask", owner=owner):
                return self._draws_vector(owner, site)
            case MethodResult(attr="expand", call=ex.Call(arguments=[size, *_])):
                return _is_of_one(self._values(size.value, drawn.frame).only)
            case MethodResult(attr="expand_by", call=ex.Call(arguments=[size, *_]), owner=owner):
                sizes = self._values(size.value, drawn.frame).only
                return _is_of_one(sizes) and self._is_of_scalars(owner)
            case CallResult() if family_of(drawn) is drawn:
                if any(self.is_vector(each.value, drawn.frame) for each in drawn.call.arguments):
                    return site not in self._plated
                return self._is_of_scalars(drawn) and site in self._plated
        return False

    def _is_of_scalars(self, drawn: Value) -> bool:
        """Tell whether a distribution, as it is made, has constants for parameters."""
        made = family_of(drawn)
        if made is None or made is not drawn:
            return False
        return all(
            isinstance(each, Literal)
            for argument in made.call.arguments
            for each in self.evaluator.values(argument.value, made.frame)
        )


def _is_lkj(drawn: Value) -> bool:
    made = family_of(drawn)
    return made is not None and made.name == _LKJ


def _is_of_one(shape: Value | None) -> bool:
    """Tell whether a shape is a list or tuple of one length."""
    return (
        isinstance(shape, Container)
        and isinstance(shape.expr, ex.ListDisplay)
        and len(shape.expr.items) == 1
    )


def _is_column(expr: ex.Expr) -> bool:
    """Tell whether an expression reads ``s[:, None]`` or ``s[..., None]``."""
    if not isinstance(expr, ex.Subscript) or not isinstance(expr.index, ex.ListDisplay):
        return False
    last = expr.index.items[-1] if expr.index.items else None
    return isinstance(last, ex.Constant) and last.value is None


def _is_transpose_of(expr: ex.Expr, original: ex.Expr) -> bool:
    """Tell whether an expression reads ``x.T`` (``x.mT``) of a name ``x``."""
    if not isinstance(expr, ex.Attribute) or expr.attr not in ("T", "mT"):
        return False
    if isinstance(expr.value, ex.Name) and isinstance(original, ex.Name):
        return expr.value.id == original.id
    return False
