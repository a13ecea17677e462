"""Shapes of the arrays that expressions evaluate to, where they follow from the source."""

from __future__ import annotations

from collections.abc import Sequence

from nplint.analyses.pandas_tables import table_shape
from nplint.analyses.shapes import (
    MANY,
    Length,
    Shape,
    broadcast,
    is_long,
    joined,
    product,
    reshaped,
    with_axis,
    without_axis,
)
from nplint.facts import expressions as ex
from nplint.libraries.numpyro import PARAM, SAMPLE, sample_arguments
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
)

_ARRAYS = ("jax.numpy.", "numpy.", "jax.nn.", "jax.scipy.special.", "scipy.special.")
_ELEMENTWISE = frozenset(
    {"abs", "add", "arctan", "asarray", "array", "clip", "cos", "cosh", "cumsum", "diff", "divide",
     "elu", "exp", "expit", "expm1", "float32", "float64", "gelu", "int32", "isfinite", "isnan",
     "leaky_relu", "log", "log10", "log1p", "log_sigmoid", "log_softmax", "logit", "maximum",
     "minimum", "multiply", "nan_to_num", "negative", "ones_like", "power", "relu", "round",
     "sigmoid", "sign", "sin", "sinh", "softmax", "softplus", "sort", "sqrt", "square", "subtract",
     "tan", "tanh", "where", "zeros_like"}
)  # fmt: skip
_FILLED = frozenset({"zeros", "ones", "empty", "full"})
_RANGES = {"arange": 0, "linspace": 2, "logspace": 2}
_PRODUCTS = frozenset({"dot", "matmul"})
_REDUCING = frozenset({"sum", "mean", "std", "var", "min", "max", "median", "prod", "logsumexp"})
_KEEPING = frozenset({"astype", "block_until_ready", "clip", "copy", "round", "to_numpy"})
_FLAT = frozenset({"ravel", "flatten"})
_OPERATORS = frozenset({"+", "-", "*", "/", "//", "%", "**", "<", ">", "<=", ">=", "==", "!="})
# The positions at which samplers of JAX take a shape; without one it is that of the parameters.
_SHAPE_AT = {
    **dict.fromkeys(("normal", "uniform", "exponential", "gumbel", "laplace", "logistic",
                     "cauchy", "rademacher", "randint"), 1),
    **dict.fromkeys(("bernoulli", "poisson", "gamma", "choice"), 2),
    **dict.fromkeys(("beta", "binomial"), 3),
}  # fmt: skip
# The positions at which samplers of NumPy take a size.
_SIZE_AT = {
    **dict.fromkeys(("random", "standard_normal"), 0),
    **dict.fromkeys(("choice", "exponential", "poisson"), 1),
    **dict.fromkeys(("binomial", "gamma", "integers", "normal", "randint", "uniform"), 2),
}
# Keywords that take a shape: of arrays, of ``expand``, and of ``expand_by``.
_SHAPES = (None, "shape", "batch_shape", "sample_shape")
_SCALERS = "sklearn.preprocessing."
_DEEPEST = 41


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
                shape = self._of(owner) if attr in ("T", "values", "real") else None
                return shape[::-1] if shape is not None and attr == "T" else shape
            case Element(owner=owner):
                shape = self._of(owner)
                return shape[1:] if shape else None
            case OperatorResult(expr=ex.Subscript() as expr):
                return self._subscript(expr, value.frame)
            case OperatorResult(expr=ex.Operation() as expr):
                shapes = [self.of(operand, value.frame) for operand in expr.operands]
                if expr.operator == "@" and len(shapes) == 2:
                    return product(shapes[0], shapes[1])
                return broadcast(shapes) if expr.operator in _OPERATORS else None
        return None

    def _made(self, value: CallResult) -> Shape | None:
        call, frame = value.call, value.frame
        if value.name == SAMPLE:
            return self.of_sampled(value)
        if value.name == PARAM:
            return self.of_param(value)
        if value.name == "numpyro.deterministic":
            inner = sample_arguments(call)[1]
            return self.of(inner, frame) if inner is not None else None
        if value.name.startswith("jax.random."):
            return self._drawn(call, frame, value.name.rpartition(".")[2])
        if value.name.startswith("numpy.random."):
            return self._sized(call, frame, value.name.rpartition(".")[2])
        if value.name in ("builtins.len", "builtins.float", "builtins.int"):
            return ()
        name = value.name.rpartition(".")[2]
        if value.name.startswith(_ARRAYS) and value.name.count(".") <= 3:
            return self._computed(name, call, frame)
        return None

    def _computed(self, name: str, call: ex.Call, frame: Frame) -> Shape | None:
        """Return the shape of the result of a function that NumPy has, too."""
        positional = [a.value for a in call.arguments if a.keyword is None and not a.star]
        if any(argument.star for argument in call.arguments) or not positional:
            return None
        first = positional[0]
        if name in _FILLED:
            return self.wanted((ex.Argument(0, 0, None, "", first),), frame)
        if name in _RANGES:
            return self._range(_RANGES[name], positional, call, frame)
        if name == "reshape" and len(positional) == 2:
            return self._reshaped(self.of(first, frame), call.arguments[1:], frame)
        if name in ("concatenate", "hstack", "append"):
            items = first.items if isinstance(first, ex.ListDisplay) else ()
            axis = self._axis(call, frame, 1) if name == "concatenate" else 0
            shapes = [self.of(item, frame) for item in items]
            return joined(shapes, axis) if isinstance(axis, int) else None
        if name in ("column_stack", "stack") and isinstance(first, ex.ListDisplay):
            inner = broadcast([self.of(item, frame) for item in first.items])
            axis = -1 if name == "column_stack" else self._axis(call, frame, 1) or 0
            flat = inner is not None and len(inner) == 1 and isinstance(axis, int)
            if not flat or inner is None:
                return None
            return (*inner, len(first.items)) if axis in (-1, 1) else (len(first.items), *inner)
        shape = self.of(first, frame)
        if name in _ELEMENTWISE:
            return broadcast([self.of(each, frame) for each in positional])
        if name in _PRODUCTS and len(positional) == 2:
            return product(shape, self.of(positional[1], frame))
        return self._by_method(name, shape, call.arguments[1:], call, frame, 1)

    def _derived(self, value: MethodResult) -> Shape | None:
        call, frame, owner = value.call, value.frame, value.owner
        if isinstance(owner, CallResult):
            if owner.name == "numpy.random.default_rng":
                return self._sized(call, frame, value.attr)
            if owner.name.startswith(_SCALERS) and value.attr in ("fit_transform", "transform"):
                return self.of(call.arguments[0].value, frame) if call.arguments else None
        if value.attr in _KEEPING:
            return self._of(owner)
        shape = self._of(owner)
        if value.attr == "reshape":
            return self._reshaped(shape, call.arguments, frame)
        return self._by_method(value.attr, shape, call.arguments, call, frame, 0)

    def _by_method(
        self,
        name: str,
        shape: Shape | None,
        rest: Sequence[ex.Argument],
        call: ex.Call,
        frame: Frame,
        place: int,
    ) -> Shape | None:
        """Return the shape of the result of a function that is a method of arrays, too."""
        if name in _FLAT:
            return reshaped(shape, (-1,))
        if shape is None:
            return None
        if name in _REDUCING:
            axis = self._axis(call, frame, place)
            if any(argument.keyword == "keepdims" for argument in rest):
                return None
            if axis is None:
                return () if not rest or _keyword(rest, "axis") is None else None
            return without_axis(shape, axis)
        if name == "expand_dims":
            axis = self._axis(call, frame, place)
            return with_axis(shape, axis) if axis is not None else None
        if name == "squeeze" and rest:
            axis = self._axis(call, frame, place)
            return without_axis(shape, axis) if axis is not None else None
        if name == "squeeze" and None not in shape:
            return tuple(length for length in shape if length != 1)
        if name == "transpose" and not rest:
            return shape[::-1]
        return None

    def _range(
        self, place: int, positional: Sequence[ex.Expr], call: ex.Call, frame: Frame
    ) -> Shape | None:
        if any(self.of(each, frame) not in ((), None) for each in positional):
            return None
        alone = place or len(positional) == 1
        number = self.evaluator.argument(call, place, "num") if alone else None
        length = self.number(number, frame) if number is not None else None
        return (length if length is not None else MANY,)

    def _reshaped(
        self, shape: Shape | None, arguments: Sequence[ex.Argument], frame: Frame
    ) -> Shape | None:
        wanted = self.wanted(arguments, frame)
        return reshaped(shape, wanted) if wanted is not None else None

    def _drawn(self, call: ex.Call, frame: Frame, name: str) -> Shape | None:
        """Return the shape of the draws of ``jax.random``."""
        if name not in _SHAPE_AT:
            return None
        given = self.evaluator.argument(call, _SHAPE_AT[name], "shape")
        if given is not None:
            return self.wanted((ex.Argument(0, 0, None, "", given),), frame)
        parameters = call.arguments[1 : _SHAPE_AT[name]]
        if name == "choice":
            return ()
        return broadcast([self.of(each.value, frame) for each in parameters])

    def _sized(self, call: ex.Call, frame: Frame, name: str) -> Shape | None:
        """Return the shape of the draws of ``numpy.random``."""
        if name in ("randn", "rand"):
            return self.wanted(call.arguments, frame) if call.arguments else ()
        if name not in _SIZE_AT:
            return None
        given = self.evaluator.argument(call, _SIZE_AT[name], "size")
        if given is not None:
            return self.wanted((ex.Argument(0, 0, None, "", given),), frame)
        return broadcast([self.of(each.value, frame) for each in call.arguments])

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

    def _axis(self, call: ex.Call, frame: Frame, place: int) -> int | None:
        axis = self.evaluator.argument(call, place, "axis")
        return self.number(axis, frame) if axis is not None else None

    def number(self, expr: ex.Expr, frame: Frame) -> int | None:
        """Return the whole number that an expression is, for certain."""
        literals = self.evaluator.literals(expr, frame)
        only = literals[0] if literals is not None and len(set(map(repr, literals))) == 1 else None
        return only if isinstance(only, int) and not isinstance(only, bool) else None


def _keyword(arguments: Sequence[ex.Argument], name: str) -> ex.Expr | None:
    return next((a.value for a in arguments if a.keyword in (name, None)), None)


def _is_new_axis(expr: ex.Expr) -> bool:
    if isinstance(expr, ex.Constant):
        return expr.value is None
    return isinstance(expr, ex.Attribute) and expr.attr == "newaxis"


def _is_ellipsis(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Constant) and expr.value is ...
