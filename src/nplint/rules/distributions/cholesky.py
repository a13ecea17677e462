"""Matrices that stand for a covariance: Cholesky factors, scaled ones, and covariances."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from functools import cached_property

from nplint.facts import expressions as ex
from nplint.libraries.numpyro import SAMPLE, entry_of, sample_arguments
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.values import (
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
_PRODUCTS = frozenset({"jax.numpy.matmul", "jax.numpy.dot", "numpy.matmul", "numpy.dot"})
_VECTORS = frozenset(
    {f"{module}.{name}" for module in ("jax.numpy", "numpy") for name in ("ones", "zeros", "full")}
)
_ELEMENTWISE = frozenset({"jax.numpy.sqrt", "jax.numpy.exp", "jax.numpy.abs", "jax.nn.softplus"})
# What gives the same matrix, perhaps several times.
_REPEATING = frozenset(
    {f"jax.numpy.{name}" for name in ("tile", "broadcast_to", "expand_dims", "asarray", "array")}
)
_LKJ = "numpyro.distributions.LKJCholesky"


class Matrix(Enum):
    """What a matrix is, where that is certain."""

    FACTOR = "a Cholesky factor"
    COLUMNS = "a correlation's factor whose columns were scaled"
    HALF = "a correlation's factor scaled on both sides, as if it were the correlation"
    COVARIANCE = "a covariance"


@record
class Shape:
    """A matrix with what it was made from.

    Parameters
    ----------
    matrix
        What it is.
    lkj
        The name of the factor that ``LKJCholesky`` gave, if one did.
    expr, frame
        The operation that scaled it, if one did.
    scale
        The operand that scales it.
    """

    matrix: Matrix
    lkj: ex.Expr | None = None
    expr: ex.Expr | None = None
    frame: Frame | None = None
    scale: ex.Expr | None = None


class Factors:
    """Recognises such matrices."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.program = program
        # What is being looked at: ``a = jnp.tile(a, 2)`` may be made from itself.
        self._active: set[tuple[ex.Expr, Frame]] = set()

    @cached_property
    def _plated(self) -> Collection[ex.Call]:
        """The calls of sites that stand in a single plate."""
        plates: dict[ex.Call, int] = {}
        for run in self.program.runs:
            for site in self.program.sites(run).sites:
                plates[site.call] = sum(1 for _ in site.contexts_by("numpyro.plate"))
        return frozenset(call for call, number in plates.items() if number == 1)

    def of(self, expr: ex.Expr, frame: Frame) -> Shape | None:
        """What an expression is; None unless all its values are the same kind of matrix."""
        if (expr, frame) in self._active:
            return None
        self._active.add((expr, frame))
        found = [self._of(value, expr) for value in self.evaluator.values(expr, frame)]
        self._active.discard((expr, frame))
        first = found[0] if found else None
        if first is None or any(each is None or each.matrix != first.matrix for each in found):
            return None
        return first

    def _of(self, value: Value, expr: ex.Expr) -> Shape | None:
        if isinstance(value, CallResult):
            return self._made(value, expr)
        if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Operation):
            return self._operation(value.expr, value.frame)
        return None

    def _made(self, value: CallResult, expr: ex.Expr) -> Shape | None:
        if value.name in _CHOLESKY:
            return Shape(Matrix.FACTOR)
        if value.name in _COVARIANCES:
            return Shape(Matrix.COVARIANCE)
        if value.name == SAMPLE:
            fn = sample_arguments(value.call)[1]
            drawn = self.evaluator.values(fn, value.frame) if fn is not None else ()
            if drawn and all(_family(each) == _LKJ for each in drawn):
                return Shape(Matrix.FACTOR, expr)
        if value.name in _REPEATING and value.call.arguments:
            return self.of(value.call.arguments[0].value, value.frame)
        if value.name in _PRODUCTS and len(value.call.arguments) == 2:
            parts = tuple(argument.value for argument in value.call.arguments)
            return self._product(parts, value.call, value.frame)
        return None

    def _operation(self, expr: ex.Operation, frame: Frame) -> Shape | None:
        if expr.operator == "@":
            return self._product(expr.operands, expr, frame)
        if expr.operator != "*" or len(expr.operands) != 2:
            return None
        for factor, scale in (expr.operands, expr.operands[::-1]):
            shape = self.of(factor, frame)
            if shape is None or shape.matrix is not Matrix.FACTOR:
                continue
            if shape.lkj is not None and self._is_outer(scale, frame):
                return Shape(Matrix.HALF, factor, expr, frame)
            if self.is_vector(scale, frame):
                if shape.lkj is None or shape.expr is not None:
                    return None
                return Shape(Matrix.COLUMNS, factor, expr, frame, scale)
            if self._is_column(scale):
                return Shape(Matrix.FACTOR, shape.lkj, expr, frame, scale)
        return None

    def _product(self, operands: tuple[ex.Expr, ...], expr: ex.Expr, frame: Frame) -> Shape | None:
        first, last = operands[0], operands[-1]
        diagonal = [self._is_diagonal(each, frame) for each in operands]
        if len(operands) == 2:
            if _is_transpose_of(last, first):
                return Shape(Matrix.COVARIANCE)
            factor = self.of(last if diagonal[0] else first, frame)
            if factor is None or factor.matrix is not Matrix.FACTOR or all(diagonal):
                return None
            if diagonal[0]:
                return Shape(Matrix.FACTOR, factor.lkj, expr, frame, first)
            if diagonal[1] and factor.lkj is not None and factor.expr is None:
                return Shape(Matrix.COLUMNS, first, expr, frame, last)
        elif len(operands) == 3 and diagonal == [True, False, True]:
            middle = self.of(operands[1], frame)
            if middle is not None and middle.lkj is not None and middle.expr is None:
                return Shape(Matrix.HALF, operands[1], expr, frame)
        return None

    def _is_diagonal(self, expr: ex.Expr, frame: Frame) -> bool:
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(
            isinstance(v, CallResult) and v.name in _DIAGONAL for v in values
        )

    def _is_outer(self, expr: ex.Expr, frame: Frame) -> bool:
        values = self.evaluator.values(expr, frame)
        return bool(values) and all(
            isinstance(v, CallResult) and v.name in ("jax.numpy.outer", "numpy.outer")
            for v in values
        )

    def _is_column(self, expr: ex.Expr) -> bool:
        """Whether an expression reads ``s[:, None]`` or ``s[..., None]``."""
        if not isinstance(expr, ex.Subscript) or not isinstance(expr.index, ex.ListDisplay):
            return False
        last = expr.index.items[-1] if expr.index.items else None
        return isinstance(last, ex.Constant) and last.value is None

    def is_vector(self, expr: ex.Expr, frame: Frame) -> bool:
        """Whether all that an expression may be has one dimension, for certain."""
        if (expr, frame) in self._active:
            return False
        self._active.add((expr, frame))
        values = self.evaluator.values(expr, frame)
        result = bool(values) and all(self._is_vector(value) for value in values)
        self._active.discard((expr, frame))
        return result

    def _is_vector(self, value: Value) -> bool:
        if not isinstance(value, CallResult):
            return False
        arguments = value.call.arguments
        if value.name in _ELEMENTWISE and arguments:
            return self.is_vector(arguments[0].value, value.frame)
        if value.name in _VECTORS and arguments:
            size = self.evaluator.values(arguments[0].value, value.frame)
            return len(size) == 1 and (isinstance(size[0], Literal) or _length(size[0]) == 1)
        if value.name in ("jax.numpy.array", "numpy.array") and arguments:
            return self._is_flat(arguments[0].value, value.frame)
        return value.name == SAMPLE and self._is_vector_site(value)

    def _is_flat(self, expr: ex.Expr, frame: Frame) -> bool:
        values = self.evaluator.values(expr, frame)
        return (
            len(values) == 1
            and isinstance(values[0], Container)
            and all(
                isinstance(each, Literal)
                for _, thunk in self.evaluator.containers.entries(values[0])
                for each in self.evaluator.thunk(thunk)
            )
        )

    def _is_vector_site(self, site: CallResult) -> bool:
        fn = sample_arguments(site.call)[1]
        drawn = self.evaluator.values(fn, site.frame) if fn is not None else ()
        if len(drawn) != 1:
            return False
        value: Value = drawn[0]
        while isinstance(value, MethodResult) and value.attr in ("to_event", "mask"):
            value = value.owner
        if isinstance(value, MethodResult) and value.attr == "expand" and value.call.arguments:
            shape = self.evaluator.values(value.call.arguments[0].value, value.frame)
            return len(shape) == 1 and _length(shape[0]) == 1
        entry = entry_of(value) if isinstance(value, CallResult) else None
        if not isinstance(value, CallResult) or entry is None or entry.kind != "distribution":
            return False
        vectors = [self.is_vector(a.value, value.frame) for a in value.call.arguments]
        if any(vectors):
            return site.call not in self._plated
        scalars = all(
            isinstance(each, Literal)
            for argument in value.call.arguments
            for each in self.evaluator.values(argument.value, value.frame)
        )
        return scalars and site.call in self._plated


def _length(value: Value) -> int | None:
    """The number of entries of a list or tuple that is spelled out."""
    if isinstance(value, Container) and isinstance(value.expr, ex.ListDisplay):
        return len(value.expr.items)
    return None


def _family(value: Value) -> str | None:
    while isinstance(value, MethodResult) and value.attr in ("expand", "to_event", "mask"):
        value = value.owner
    entry = entry_of(value) if isinstance(value, CallResult) else None
    return entry.name if entry is not None else None


def _is_transpose_of(expr: ex.Expr, original: ex.Expr) -> bool:
    """Whether an expression reads ``x.T`` (``x.mT``) of a name ``x``."""
    if not isinstance(expr, ex.Attribute) or expr.attr not in ("T", "mT"):
        return False
    if isinstance(expr.value, ex.Name) and isinstance(original, ex.Name):
        return expr.value.id == original.id
    return False
