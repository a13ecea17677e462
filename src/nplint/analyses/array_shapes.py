"""Shapes of the arrays that expressions evaluate to, where they follow from the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nplint.analyses.array_operands import ArrayOperand
from nplint.analyses.pandas_tables import table_shape
from nplint.domains.shape import MANY, Length, Shape, is_long
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import (
    ArrayFunction,
    Operand,
    Result,
    bound,
    lookup,
)
from nplint.libraries.numpyro import PARAM, SAMPLE, sample_arguments
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
    Unknown,
    Value,
    Values,
)

# Keywords that take a shape: of arrays, of ``expand``, and of ``expand_by``.
_SHAPES = (None, "shape", "batch_shape", "sample_shape")
_SCALERS = "sklearn.preprocessing."
# Objects of NumPy that draw, with the class whose methods these are.
_GENERATORS = {
    "numpy.random.default_rng": "numpy.random.Generator",
    "numpy.random.RandomState": "numpy.random.RandomState",
}
# Functions whose results have several elements where the source does not say how many: data.
_MAKING_DATA = frozenset({"arange", "linspace", "logspace", "reshape", "ravel", "flatten"})
_DEEPEST = 41


class _ShapedOperand(ArrayOperand):
    """An argument of an array function, of which the shape and what gives shapes is known."""

    def __init__(self, shapes: ArrayShapes, values: Values, bound: BoundExpr | None = None) -> None:
        super().__init__(values, bound)
        self._shapes = shapes

    def entry(self, bound: BoundExpr) -> Operand:
        return self._shapes.operand(bound)

    @property
    def shape(self) -> Shape | None:
        return self._shapes.of_values(self.values, self.bound)

    @property
    def length(self) -> Length:
        bound = self.bound
        return self._shapes.length(bound.expr, bound.frame) if bound is not None else None

    @property
    def lengths(self) -> Shape | None:
        bound = self.bound
        if bound is None or len(self.values) != 1:
            return None
        given = self.values[0]
        listed = isinstance(given, Container) and isinstance(given.expr, ex.ListDisplay)
        shape = isinstance(given, ExternalAttribute) and given.attr == "shape"
        argument = ex.Argument(0, 0, None, "", bound.expr)
        return self._shapes.wanted([argument], bound.frame) if listed or shape else None


class ArrayShapes:
    """Tells shapes of data, and of what is computed from them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self._known: dict[tuple[ex.Expr, Frame], Shape | None] = {}

    @Guard(otherwise=None, deepest=_DEEPEST)
    def of(self, expr: ex.Expr, frame: Frame) -> Shape | None:
        """Return the shape of an expression; None if it may have several, or is not known."""
        key = (expr, frame)
        if key not in self._known:
            found = {self._of(value) for value in self.evaluator.values(expr, frame)}
            self._known[key] = found.pop() if len(found) == 1 else None
        return self._known[key]

    def of_sampled(self, value: CallResult) -> Shape | None:
        """Return the shape of a ``numpyro.sample(...)``: none, but ``SiteShapes`` knows it."""
        return None

    def of_param(self, value: CallResult) -> Shape | None:
        """Return the shape of a ``numpyro.param(...)``: none, but ``SiteShapes`` knows it."""
        return None

    def of_bound(self, bound: BoundExpr) -> Shape | None:
        """Return the shape of a bound expression."""
        return self.of(bound.expr, bound.frame) if not bound.path else None

    def of_values(self, values: Values, bound: BoundExpr | None) -> Shape | None:
        """Return the shape of some values, of a bound expression if they are those of one."""
        if bound is not None:
            return self.of_bound(bound)
        found = {self._of(value) for value in values}
        return found.pop() if len(found) == 1 else None

    def operand(self, bound: BoundExpr) -> Operand:
        """Return an argument of an array function."""
        return _ShapedOperand(self, self.evaluator.values_of(bound), bound)

    # -- values ----------------------------------------------------------------------------

    def _of(self, value: Value) -> Shape | None:
        table = table_shape(self.evaluator, value)
        if table is not None:
            return table
        match value:
            case Literal(value=bool() | int() | float()):
                return ()
            case Container(expr=ex.ListDisplay(kind="list" | "tuple", items=items)):
                inner = {self.of(item, value.frame) for item in items}
                only = inner.pop() if len(inner) == 1 else None
                return (len(items), *only) if only is not None else None
            case CallResult():
                return self._made(value)
            case MethodResult():
                return self._derived(value)
            case ExternalAttribute(owner=owner, attr=attr):
                return self._of(owner) if attr == "values" else self._by_row(f".{attr}", [owner])
            case Element(owner=owner):
                shape = self._of(owner)
                return shape[1:] if shape else None
            case OperatorResult(expr=ex.Subscript() as expr):
                return self._subscript(expr, value.frame)
            case OperatorResult():
                return self._by_row(value.operator, [], *value.operands)
        return None

    def _made(self, value: CallResult) -> Shape | None:
        if value.name == SAMPLE:
            return self.of_sampled(value)
        if value.name == PARAM:
            return self.of_param(value)
        if value.name == "numpyro.deterministic":
            inner = sample_arguments(value.call)[1]
            return self.of(inner, value.frame) if inner is not None else None
        return self._called(value.name, [], value.call, value.frame)

    def _derived(self, value: MethodResult) -> Shape | None:
        call, frame, owner = value.call, value.frame, value.owner
        if isinstance(owner, CallResult):
            if owner.name in _GENERATORS:
                return self._called(f"{_GENERATORS[owner.name]}.{value.attr}", [], call, frame)
            if owner.name.startswith(_SCALERS) and value.attr in ("fit_transform", "transform"):
                return self.of(call.arguments[0].value, frame) if call.arguments else None
        if value.attr == "to_numpy":
            return self._of(owner)
        updated = self._updated(owner)
        if updated is not None:
            return self._called(f"at.{value.attr}", updated, call, frame)
        return self._called(f".{value.attr}", [owner], call, frame)

    def _updated(self, owner: Value) -> list[Value] | None:
        """Return the array of ``x.at[...]``."""
        if not isinstance(owner, OperatorResult) or not isinstance(owner.expr, ex.Subscript):
            return None
        found = self.evaluator.values(owner.expr.value, owner.frame)
        arrays = [v.owner for v in found if isinstance(v, ExternalAttribute) and v.attr == "at"]
        return arrays if arrays and len(arrays) == len(found) else None

    # -- the table of array functions --------------------------------------------------------

    def _called(
        self, name: str, owners: Sequence[Value], call: ex.Call, frame: Frame
    ) -> Shape | None:
        if lookup(name) is None:
            return None
        given = given_arguments(self.evaluator, call, frame)
        if not given.complete:
            return None
        return self._by_row(name, owners, *given.positional, keywords=given.keywords)

    def _by_row(
        self,
        name: str,
        owners: Sequence[Value],
        *positional: BoundExpr,
        keywords: Mapping[str, BoundExpr] | None = None,
    ) -> Shape | None:
        """Return the shape that a row of the table says; owners are the array of a method."""
        row = lookup(name)
        if row is None or row.result is Result.SEVERAL:
            return None
        operands: list[Operand] = [_ShapedOperand(self, tuple(owners))] if owners else []
        operands += map(self.operand, positional)
        named = {keyword: self.operand(each) for keyword, each in (keywords or {}).items()}
        call = bound(row, name, operands, named)
        return _as_data(row, row.shape(call))

    def _subscript(self, expr: ex.Subscript, frame: Frame) -> Shape | None:
        shape = self.of(expr.value, frame)
        if shape is None:
            return None
        index = expr.index
        items = [index]
        if isinstance(index, ex.ListDisplay) and index.kind == "tuple":
            items = list(index.items)
        used = sum(not _is_new_axis(each) and not _is_ellipsis(each) for each in items)
        left = list(shape)
        found: list[Length] = []
        advanced = 0
        for item in items:
            if _is_new_axis(item):
                found.append(1)
            elif _is_ellipsis(item):
                kept = len(shape) - used
                found += left[:kept]
                left = left[kept:]
            elif not left:
                return None
            elif isinstance(item, ex.Opaque):
                found.append(self._sliced(left.pop(0), item, frame))
            else:
                left.pop(0)
                inner = () if self.number(item, frame) is not None else self.of(item, frame)
                advanced += bool(inner)
                if inner is None or len(inner) > 1 or advanced > 1:
                    return None
                found += inner
        return (*found, *left)

    def _sliced(self, length: Length, item: ex.Opaque, frame: Frame) -> Length:
        if len(item.parts) != 1:
            return None if item.parts else length
        bound = self.number(item.parts[0], frame)
        return MANY if is_long(length) and bound not in (1, -1) else None

    # -- shapes and lengths that the source spells ------------------------------------------

    def wanted(self, arguments: Sequence[ex.Argument], frame: Frame) -> Shape | None:
        """Return the shape that arguments ask for: ``(3, 4)``, ``[n]``, ``-1, 1``, ``x.shape``."""
        exprs = [argument.value for argument in arguments if argument.keyword in _SHAPES]
        if len(exprs) == 1:
            values = self.evaluator.values(exprs[0], frame)
            value = values[0] if len(values) == 1 else None
            if isinstance(value, Container) and isinstance(value.expr, ex.ListDisplay):
                exprs, frame = list(value.expr.items), value.frame
            elif isinstance(value, ExternalAttribute) and value.attr == "shape":
                return self._of(value.owner)
            elif isinstance(value, Unknown) or value is None:
                return None
        if any(isinstance(each, ex.Starred) for each in exprs):
            return None
        return tuple(self.length(each, frame) for each in exprs)

    def length(self, expr: ex.Expr, frame: Frame) -> Length:
        """Return a length: a number, that of an axis, or that of the data."""
        number = self.number(expr, frame)
        if number is not None:
            return number
        for value in self.evaluator.values(expr, frame):
            if isinstance(value, CallResult) and value.name == "builtins.len":
                shape = self.of(value.call.arguments[0].value, value.frame)
                return shape[0] if shape else None
            if isinstance(value, OperatorResult) and isinstance(value.expr, ex.Subscript):
                return self._axis_length(value.expr, value.frame)
        return None

    def _axis_length(self, expr: ex.Subscript, frame: Frame) -> Length:
        axis = self.number(expr.index, frame)
        for owner in self.evaluator.values(expr.value, frame):
            if isinstance(owner, ExternalAttribute) and owner.attr == "shape" and axis is not None:
                shape = self._of(owner.owner)
                if shape is not None and -len(shape) <= axis < len(shape):
                    return shape[axis]
        return None

    def number(self, expr: ex.Expr, frame: Frame) -> int | None:
        """Return the whole number that an expression is, for certain."""
        literals = self.evaluator.literals(expr, frame)
        only = literals[0] if literals is not None and len(set(map(repr, literals))) == 1 else None
        return only if isinstance(only, int) and not isinstance(only, bool) else None


def _as_data(row: ArrayFunction, shape: Shape | None) -> Shape | None:
    """Return a shape whose only length that is not known, of an array of data, is several."""
    if shape is None or row.title not in _MAKING_DATA:
        return shape
    rest = [length for length in shape if length is not None]
    if len(rest) != len(shape) - 1 or any(length != 1 for length in rest):
        return shape
    return tuple(MANY if length is None else length for length in shape)


def _is_new_axis(expr: ex.Expr) -> bool:
    if isinstance(expr, ex.Constant):
        return expr.value is None
    return isinstance(expr, ex.Attribute) and expr.attr == "newaxis"


def _is_ellipsis(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Constant) and expr.value is ...
