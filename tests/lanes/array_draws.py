"""Draws of calls of array functions: arguments, and what is known of them.

An argument is drawn inside of a range and a shape that are drawn before, so that what a row claims
of the result can be held against what the real function gives.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nplint.domains import dtype as dtypes
from nplint.domains import structure as structures
from nplint.domains.dtype import Dtype, Kind
from nplint.domains.interval import INF, Interval, point
from nplint.domains.shape import MANY, Length, Shape, Symbol
from nplint.domains.structure import UNSTRUCTURED, Form, Structure
from nplint.libraries.array_functions import NOT_CONSTANT, ArrayFunction

# Larger numbers than this are rounded to the limits of functions.
_LARGEST = 5.0


@dataclass
class Given:
    """An argument: what is known of it, and how a lane builds it (``told``)."""

    told: dict[str, Any]
    shape: Shape | None = None
    dtype: Dtype | None = None
    range: Interval = field(default_factory=lambda: Interval(nan=True))
    structure: Structure = UNSTRUCTURED
    constant: object = NOT_CONSTANT
    length: Length = None
    lengths: Shape | None = None
    items: Sequence[Given] | None = None
    name: str = ""

    @property
    def real_shape(self) -> tuple[int, ...]:
        return tuple(self.told["shape"]) if self.told["kind"] == "array" else ()


@dataclass
class Draw:
    """A call of a row by one of its names."""

    row: ArrayFunction
    name: str
    positional: list[Given]
    keywords: dict[str, Given]
    how: str = "run"

    def told(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "how": self.how,
            "positional": [each.told for each in self.positional],
            "keywords": {name: each.told for name, each in self.keywords.items()},
        }

    def __repr__(self) -> str:
        words = [*map(_shown, self.positional)]
        words += [f"{name}={_shown(each)}" for name, each in self.keywords.items()]
        return f"{self.name}({', '.join(words)}) [{self.how}]"


def _shown(given: Given) -> str:
    if given.told["kind"] == "array":
        return (
            f"<{given.told['dtype']}{given.told['shape']} {given.told['value'][:4]} "
            f"known {given.range} {given.shape}>"
        )
    if given.told["kind"] == "list":
        return str([_shown(each) for each in given.items or ()])
    return repr(given.told.get("value"))


class Chance(random.Random):
    """Chance that draws how a call is made, beside another one that draws the numbers in arrays.

    JAX compiles a program for each way a call is made, and none for other numbers.
    """

    def __init__(self, way: str, numbers: str) -> None:
        super().__init__(way)
        self.numbers = random.Random(numbers)


# -- arguments ---------------------------------------------------------------------------------


def constant(value: object) -> Given:
    """Return a constant, a tuple of constants too."""
    given = Given({"kind": "constant", "value": value}, constant=value)
    if isinstance(value, tuple):
        given.told["kind"] = "tuple"
        if all(isinstance(each, int) for each in value):
            given.lengths = value
    elif isinstance(value, (int, float)):
        given.shape, given.dtype, given.range = (), dtypes.of_constant(value), point(value)
        given.length = value if isinstance(value, int) and not isinstance(value, bool) else None
    return given


def dtype_argument(name: str) -> Given:
    """Return ``jnp.float32`` and its like."""
    return Given({"kind": "dtype", "value": name}, name=f"jax.numpy.{name}")


def listed(items: list[Given]) -> Given:
    """Return a list of arrays."""
    return Given({"kind": "list", "value": [each.told for each in items]}, items=items)


def key(chance: Chance) -> Given:
    """Return a random key."""
    return Given({"kind": "key", "value": chance.numbers.randrange(10**6)}, dtype=dtypes.KEY)


def a_range(chance: random.Random, integer: bool = False, wild: float = 0.1) -> Interval:
    """Return a range: of every kind of ends, now and then with infinity or NaN in it."""
    if integer:
        low, high = sorted(chance.sample(range(-5, 6), 2))
        choice = chance.choice(["ends", "ends", "positive", "negative", "line"])
        lows = {"positive": (chance.choice((0, 1)), 5), "negative": (-5, -1), "line": (-INF, INF)}
        low, high = lows.get(choice, (low, high))  # type: ignore[assignment]
        return Interval(float(low), float(high), low == -INF, high == INF, integer=True)
    low, high = sorted(chance.choice((-3.0, -1.0, 0.0, 0.5, 1.0, 2.0)) for _ in "ab")
    choice = chance.choice(["ends", "ends", "unit", "line", "positive", "negative", "point"])
    low, high = {
        "unit": (0.0, 1.0), "line": (-INF, INF), "positive": (max(low, 0.0), INF),
        "negative": (-INF, min(high, 0.0)), "point": (low, low),
    }.get(choice, (low, high))  # fmt: skip
    low_open, high_open = chance.random() < 0.5, chance.random() < 0.5
    if low == high:
        low_open = high_open = False
    if chance.random() > wild:
        low_open, high_open = low_open or low == -INF, high_open or high == INF
    return Interval(low, high, low_open, high_open, nan=chance.random() < wild / 2)


def number(chance: random.Random, within: Interval) -> float:
    """Return a number of a range."""
    if within.nan and chance.random() < 0.2:
        return math.nan
    ends = [
        end
        for end, is_open in ((within.low, within.low_open), (within.high, within.high_open))
        if not is_open
    ]
    if ends and (within.low == within.high or chance.random() < 0.2):
        return chance.choice(ends)
    low, high = max(within.low, -_LARGEST), min(within.high, _LARGEST)
    if low > high:
        low, high = (
            (within.low, within.low + 2.0) if within.low > 0 else (within.high - 2.0, within.high)
        )
    if within.integer:
        low, high = math.ceil(low) + (within.low_open and low == within.low), math.floor(high)
        return float(chance.randint(int(low), max(int(high), int(low))))
    return low + (high - low) * (0.001 + 0.998 * chance.random())


def array(
    chance: Chance,
    shape: tuple[int, ...],
    within: Interval | None = None,
    dtype: str = "float64",
    blurred: float = 0.3,
) -> Given:
    """Return an array of numbers of a range, of which perhaps not every length is known."""
    kind = {"f": Kind.FLOAT, "i": Kind.INT, "b": Kind.BOOL, "u": Kind.INT}[dtype[0]]
    if within is None:
        within = a_range(chance.numbers, integer=kind is not Kind.FLOAT)
    if kind is Kind.BOOL:
        within = Interval(0.0, 1.0, integer=True)
    values = [number(chance.numbers, within) for _ in range(math.prod(shape))]
    told = {"kind": "array", "shape": list(shape), "dtype": dtype, "value": values}
    known: Shape = shape
    if chance.random() < blurred:
        known = tuple(blur(chance, length) for length in shape)
    return Given(told, known, dtypes.named(dtype), within)


def blur(chance: Chance, length: int) -> Length:
    """Return something that is true of a length."""
    choices: list[Length] = [length, length, None, Symbol(length)]
    return chance.choice([*choices, MANY] if length > 1 else choices)


def a_shape(chance: Chance, least: int = 0, most: int = 3) -> tuple[int, ...]:
    """Return a shape."""
    return tuple(chance.randint(1, 4) for _ in range(chance.randint(least, most)))


def fitting(chance: Chance, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape that is broadcast to another."""
    start = chance.randint(0, len(shape))
    return tuple(1 if chance.random() < 0.25 else length for length in shape[start:])


# -- calls ---------------------------------------------------------------------------------------

Arguments = tuple[list[Given], dict[str, Given]]
Recipe = Callable[[Chance, str, bool], Arguments]

_FLOATS = ("float64",) * 6 + ("float32",) * 2
_ALL = (*_FLOATS, "int64", "int64", "int32", "bool")
_SMALL_SHAPES = ((3,), (2, 3))


def _shape(chance: Chance, jax_runs: bool, least: int = 0, most: int = 3) -> tuple[int, ...]:
    """Return a shape; of few ones where JAX compiles a program for each."""
    if jax_runs:
        return chance.choice(
            [each for each in _SMALL_SHAPES if least <= len(each) <= most] or [(3,) * least]
        )
    return a_shape(chance, least, most)


def elementwise(arrays: int, kinds: Sequence[str] = _ALL, scalars: bool = True) -> Recipe:
    """Return the recipe of functions of some arrays that are broadcast."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        shape = _shape(chance, jax_runs)
        found: list[Given] = []
        same = name.startswith("jax.lax.")  # these neither broadcast nor promote
        dtype = chance.choice(kinds)
        for _ in range(arrays):
            if scalars and not same and arrays > 1 and found and chance.random() < 0.2:
                whole = chance.random() < 0.5
                found.append(constant(chance.choice((-1, 2, 3) if whole else (-0.5, 0.0, 1.5))))
                continue
            dtype = dtype if same else chance.choice(kinds)
            fit = shape if same or jax_runs else fitting(chance, shape)
            found.append(array(chance, fit, dtype=dtype))
        if not same and not jax_runs:
            chance.shuffle(found)
        if name.startswith("math."):
            found = [constant(number(chance, a_range(chance, wild=0.0))) for _ in range(arrays)]
        return found, {}

    return recipe


def reduces(chance: Chance, name: str, jax_runs: bool, kinds: Sequence[str] = _ALL) -> Arguments:
    """Draw an array with the axes that are summed over."""
    shape = _shape(chance, jax_runs, 1)
    keywords: dict[str, Given] = {}
    if chance.random() < 0.7:
        keywords["axis"] = constant(chance.randrange(-len(shape), len(shape)))
        if len(shape) > 1 and chance.random() < 0.2 and not name.endswith(_ONE_AXIS):
            keywords["axis"] = constant(tuple(chance.sample(range(len(shape)), 2)))
    if chance.random() < 0.3 and not name.endswith(_WITHOUT_KEEPDIMS):
        keywords["keepdims"] = constant(chance.random() < 0.7)
    return [array(chance, shape, dtype=chance.choice(kinds))], keywords


_ONE_AXIS = ("argmax", "argmin", "softmax", "standardize")
_WITHOUT_KEEPDIMS = ("average",)


def reduces_floats(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array of floats with the axes that are summed over."""
    return reduces(chance, name, jax_runs, _FLOATS)


def along(
    least: int = 1, kinds: Sequence[str] = _ALL, required: bool = False, none: bool = True
) -> Recipe:
    """Return the recipe of functions that run along one axis."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        shape = _shape(chance, jax_runs, least)
        keywords: dict[str, Given] = {}
        if required or chance.random() < 0.7:
            keywords["axis"] = constant(chance.randrange(-len(shape), len(shape)))
        elif none and chance.random() < 0.3:
            keywords["axis"] = constant(None)
        if name.startswith("jax.lax.") and "axis" in keywords:
            axis = keywords["axis"].constant
            keywords["axis"] = constant(axis % len(shape) if isinstance(axis, int) else 0)
        return [array(chance, shape, dtype=chance.choice(kinds))], keywords

    return recipe


def one(
    least: int = 0, most: int = 3, kinds: Sequence[str] = _ALL, **options: Sequence[object]
) -> Recipe:
    """Return the recipe of functions of one array and some options."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        keywords = {
            option: constant(chance.choice(list(values)))
            for option, values in options.items()
            if chance.random() < 0.7
        }
        return [
            array(chance, _shape(chance, jax_runs, least, most), dtype=chance.choice(kinds))
        ], keywords

    return recipe


def asks_shape(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw a shape for an array that is made."""
    asked = constant(chance.choice([(), (3,), (2, 3), 4, (1, 2, 2)]))
    keywords = {}
    if chance.random() < 0.3:
        keywords["dtype"] = dtype_argument(chance.choice(("float32", "int32", "float64", "bool_")))
    return [asked], keywords


def fills(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw a shape and the number that an array is filled with."""
    positional, keywords = asks_shape(chance, name, jax_runs)
    return [*positional, constant(chance.choice((0, 2, -1.5, 0.25)))], keywords


def squares(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw the size of an identity matrix."""
    found = [constant(chance.randint(1, 4))]
    if chance.random() < 0.3 and not name.endswith("identity"):
        found.append(constant(chance.randint(1, 4)))
    return found, {}


def counts(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw the ends of ``arange``."""
    ends = [chance.randint(0, 5)]
    if chance.random() < 0.5:
        ends.append(ends[0] + chance.randint(-1, 5))
        if chance.random() < 0.5:
            ends.append(chance.choice((1, 2, 3)))
    numbers = [float(each) if chance.random() < 0.15 else each for each in ends]
    return [constant(each) for each in numbers], {}


def spaces(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw the ends of ``linspace``."""
    low = chance.choice((0.5, 1.0, 2.0))
    found = [constant(low), constant(low + chance.choice((0.5, 1, 3)))]
    if chance.random() < 0.7:
        found.append(constant(chance.randint(1, 6)))
    return found, {}


def lists(axis: bool = True, least: int = 1, same_rank: bool = True) -> Recipe:
    """Return the recipe of functions that join arrays."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        shape = _shape(chance, jax_runs, least, 2 if name.endswith("column_stack") else 3)
        place = chance.randrange(-len(shape), len(shape)) if shape else 0
        stacked = name.endswith(".stack")
        joins_rows = name.endswith(("vstack", "row_stack"))
        items = []
        for _ in range(chance.randint(1, 3)):
            lengths = list(shape)
            at = place if axis else (0 if joins_rows or len(shape) == 1 else 1)
            if (
                not stacked
                and not (joins_rows and len(shape) == 1)
                and not (name.endswith("column_stack") and len(shape) == 1)
            ):
                lengths[at] = chance.randint(1, 4)
            items.append(array(chance, tuple(lengths), dtype=chance.choice(_ALL)))
        keywords = {}
        if axis and (chance.random() < 0.8 or place != 0):
            keywords["axis"] = constant(place)
        if name.startswith("jax.lax."):
            keywords = {"dimension": constant(place % len(shape))}
            items = [array(chance, each.real_shape) for each in items]
        return [listed(items)], keywords

    return recipe


def appends(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw two arrays of which one is put behind the other."""
    shape = a_shape(chance, 1, 2)
    pair = [array(chance, shape, dtype=chance.choice(_ALL)) for _ in "ab"]
    return pair, {"axis": constant(0)} if chance.random() < 0.6 else {}


def reshapes(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and the shape it gets."""
    shape = a_shape(chance, 1)
    size = math.prod(shape)
    divisors = [n for n in range(1, size + 1) if size % n == 0]
    first = chance.choice(divisors)
    wanted: tuple[int, ...] = chance.choice([(size,), (first, size // first), (1, size)])
    if chance.random() < 0.4 and not name.startswith("jax.lax."):
        wanted = (*wanted[:-1], -1)
    given = [array(chance, shape, dtype=chance.choice(_ALL))]
    if name.startswith(".") and chance.random() < 0.5:
        return [*given, *map(constant, wanted)], {}
    return [*given, constant(wanted)], {}


def squeezes(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array with axes of length one."""
    shape = tuple(chance.choice((1, 1, 3)) for _ in range(chance.randint(1, 3)))
    ones = [axis for axis, length in enumerate(shape) if length == 1]
    keywords = {}
    if ones and chance.random() < 0.6:
        keywords["axis"] = constant(chance.choice(ones) - chance.choice((0, len(shape))))
    if name.startswith("jax.lax."):
        keywords = {"dimensions": constant(tuple(ones))}
    return [array(chance, shape, dtype=chance.choice(_ALL))], keywords


def expands(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and the place of a new axis."""
    shape = a_shape(chance)
    axis: object = chance.randrange(-len(shape) - 1, len(shape) + 1)
    if chance.random() < 0.3 or name.startswith("jax.lax."):
        axis = tuple(chance.sample(range(len(shape) + 2), 2))
    return [array(chance, shape, dtype=chance.choice(_ALL)), constant(axis)], {}


def transposes(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and the order of its axes."""
    shape = a_shape(chance, 1)
    given = [array(chance, shape, dtype=chance.choice(_ALL))]
    if name == ".T" or (
        chance.random() < 0.4 and not name.endswith(("lax.transpose", "permute_dims"))
    ):
        return given, {}
    order = tuple(chance.sample(range(len(shape)), len(shape)))
    if name.startswith(".") and chance.random() < 0.5:
        return [*given, *map(constant, order)], {}
    return [*given, constant(order)], {}


def swaps(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and two of its axes."""
    shape = a_shape(chance, 2)
    axes = [chance.randrange(-len(shape), len(shape)) for _ in "ab"]
    return [array(chance, shape), *map(constant, axes)], {}


def broadcasts(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and the shape it is broadcast to."""
    shape = a_shape(chance, 1)
    return [array(chance, fitting(chance, shape)), constant(shape)], {}


def tiles(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and how often it is repeated."""
    return [array(chance, a_shape(chance, 1)), constant(chance.choice((2, (2, 3), (1, 2, 2))))], {}


def repeats(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array whose elements are repeated."""
    shape = a_shape(chance, 1)
    keywords = {}
    if chance.random() < 0.7:
        keywords["axis"] = constant(chance.randrange(-len(shape), len(shape)))
    return [array(chance, shape), constant(chance.randint(1, 3))], keywords


def takes(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and indices into it."""
    shape = tuple(chance.randint(3, 4) for _ in range(chance.randint(1, 3)))
    indices = array(chance, a_shape(chance, 0, 2), Interval(0.0, 2.0, integer=True), "int64")
    keywords = {}
    if chance.random() < 0.7:
        keywords["axis"] = constant(chance.randrange(-len(shape), len(shape)))
    return [array(chance, shape, dtype=chance.choice(_ALL)), indices], keywords


def takes_along(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and indices along one of its axes."""
    shape = tuple(chance.randint(3, 4) for _ in range(chance.randint(1, 3)))
    axis = chance.randrange(len(shape))
    along_axis = [*shape[:axis], chance.randint(1, 3), *shape[axis + 1 :]]
    indices = array(chance, tuple(along_axis), Interval(0.0, 2.0, integer=True), "int64")
    return [array(chance, shape, dtype=chance.choice(_ALL)), indices], {"axis": constant(axis)}


def diagonals(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw a vector or a matrix and the place of a diagonal."""
    low, high = (1, 2) if name.endswith(("diag", "diagflat")) else (2, 3)
    keywords = {}
    if chance.random() < 0.3:
        option = "k" if name.endswith(("diag", "diagflat")) else "offset"
        keywords[option] = constant(chance.choice((-1, 0, 1)))
    return [array(chance, a_shape(chance, low, high), dtype=chance.choice(_ALL))], keywords


def pads(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array and how much is put around it."""
    return [array(chance, a_shape(chance, 1)), constant(chance.choice((1, 2)))], {}


def matrices(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw two arrays whose product exists."""
    inner, batch = chance.randint(1, 3), a_shape(chance, 0, 1)
    left: tuple[int, ...] = chance.choice([(inner,), (chance.randint(1, 3), inner)])
    right: tuple[int, ...] = chance.choice([(inner,), (inner, chance.randint(1, 3))])
    if len(left) == 2 and len(right) == 2 and name.endswith(("matmul", "@")):
        left, right = batch + left, right
    kinds = _FLOATS if name.startswith("jax.lax.") else _ALL
    same = chance.choice(kinds)
    pair = [
        structured(chance, shape)
        if chance.random() < 0.3
        and len(shape) == 2
        and shape[0] == shape[1]
        and not name.startswith("jax.lax.")
        else array(
            chance, shape, dtype=same if name.startswith("jax.lax.") else chance.choice(kinds)
        )
        for shape in (left, right)
    ]
    return pair, {}


def structured(chance: Chance, shape: tuple[int, ...]) -> Given:
    """Return a square matrix of some structure."""
    size = shape[-1]
    form = chance.choice(
        (Form.CORR_CHOLESKY, Form.LOWER_CHOLESKY, Form.DIAGONAL, Form.POSITIVE_DEFINITE,
         Form.LOWER_TRIANGULAR, Form.SYMMETRIC, Form.CORR_MATRIX)
    )  # fmt: skip
    lower = [
        [chance.numbers.uniform(-1, 1) if j < i else 0.0 for j in range(size)] for i in range(size)
    ]
    for i in range(size):
        lower[i][i] = chance.numbers.uniform(0.5, 2.0)
    known = structures.structure(form)
    if form in (Form.CORR_CHOLESKY, Form.CORR_MATRIX):
        for i in range(size):
            norm = math.sqrt(sum(each * each for each in lower[i]))
            lower[i] = [each / norm for each in lower[i]]
    values = lower
    if form is Form.DIAGONAL:
        values = [[lower[i][j] if i == j else 0.0 for j in range(size)] for i in range(size)]
        if chance.random() < 0.5:
            known |= structures.structure(Form.LOWER_CHOLESKY, Form.POSITIVE_DEFINITE)
        else:
            values[0][0] = -values[0][0]
    elif form in (Form.POSITIVE_DEFINITE, Form.CORR_MATRIX):
        values = [
            [sum(lower[i][k] * lower[j][k] for k in range(size)) for j in range(size)]
            for i in range(size)
        ]
    elif form is Form.SYMMETRIC:
        values = [[lower[max(i, j)][min(i, j)] for j in range(size)] for i in range(size)]
    elif form is Form.LOWER_TRIANGULAR:
        values[0][0] = -1.0
    flat = [each for row in values for each in row]
    told = {"kind": "array", "shape": [size, size], "dtype": "float64", "value": flat}
    return Given(told, (size, size), dtypes.FLOAT, Interval(), known)


def two_structured(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw two operands, now and then a structured matrix and what scales it."""
    if chance.random() < 0.3 and not name.startswith("jax.lax."):
        size = chance.randint(2, 3)
        positive = Interval(0.0, INF, low_open=True, high_open=True)
        within = chance.choice((positive, Interval(-2.0, 2.0)))
        shape: tuple[int, ...] = chance.choice([(size, 1), (size,), ()])
        pair = [structured(chance, (size, size)), array(chance, shape, within, blurred=0.1)]
        if chance.random() < 0.3:
            pair[1] = structured(chance, (size, size))
        chance.shuffle(pair)
        return pair, {}
    return elementwise(2)(chance, name, jax_runs)


def symmetric(right: bool = False) -> Recipe:
    """Return the recipe of functions of positive definite matrices."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        size = chance.randint(1, 3) if not jax_runs else 3
        while True:
            found = structured(chance, (size, size))
            if Form.POSITIVE_DEFINITE in found.structure:
                break
        if name.endswith("scipy.linalg.cholesky"):
            lower = chance.random() < 0.7
            return [found], {"lower": constant(True)} if lower else {}
        if right:
            return [found, array(chance, (size, *([2] if chance.random() < 0.5 else [])))], {}
        return [found], {}

    return recipe


def draws(*parameters: tuple[str, float, float]) -> Recipe:
    """Return the recipe of draws with a key."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        shape = chance.choice(_SMALL_SHAPES)
        given: dict[str, Given] = {}
        for parameter, low, high in parameters:
            if chance.random() < 0.5:
                given[parameter] = constant(chance.choice((low, high)))
            else:
                fit = chance.choice((shape, shape[-1:], ()))
                given[parameter] = array(chance, fit, Interval(low, high))
        if chance.random() < 0.6 or (not parameters and chance.random() < 0.5):
            given["shape"] = constant(shape)
        return [key(chance)], given

    return recipe


def sized(*parameters: tuple[float, float]) -> Recipe:
    """Return the recipe of NumPy's draws."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        shape = a_shape(chance, 1, 2)
        positional = [
            constant(chance.choice((low, high)))
            if chance.random() < 0.5
            else array(chance, fitting(chance, shape), Interval(low, high))
            for low, high in parameters
        ]
        keywords = {"size": constant(shape)} if chance.random() < 0.6 else {}
        return positional, keywords

    return recipe


def choices(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw a vector or a number to choose from."""
    of = constant(4) if chance.random() < 0.5 else array(chance, (4,))
    size = constant(chance.choice([(3,), (2, 2)]))
    asked = {"shape" if name.startswith("jax") else "size": size} if chance.random() < 0.6 else {}
    return [*([key(chance)] if name.startswith("jax") else []), of], asked


def permutes(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw an array or a number whose elements are permuted."""
    of = constant(4) if chance.random() < 0.5 else array(chance, chance.choice(_SMALL_SHAPES))
    return [*([key(chance)] if name.startswith("jax") else []), of], {}


def einsums(chance: Chance, name: str, jax_runs: bool) -> Arguments:
    """Draw letters and the arrays they name."""
    letters = chance.choice(("ij,jk->ik", "ij,j->i", "i,i->", "ij->ji", "bi,bj->bij", "i,j->ij"))
    sizes = {letter: chance.randint(1, 3) for letter in "ijkb"}
    words = letters.partition("->")[0].split(",")
    found = [array(chance, tuple(sizes[each] for each in word)) for word in words]
    return [constant(letters), *found], {}


def exactly(*arguments: Callable[[Chance], Given], **keywords: Callable[[Chance], Given]) -> Recipe:
    """Return the recipe of arguments that are drawn each by itself."""

    def recipe(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        return [each(chance) for each in arguments], {k: v(chance) for k, v in keywords.items()}

    return recipe


def _of(
    shape: tuple[int, ...], low: float = -2.0, high: float = 2.0, dtype: str = "float64"
) -> Callable[[Chance], Given]:
    whole = dtype != "float64"
    return lambda chance: array(chance, shape, Interval(low, high, integer=whole), dtype)


def _is(*values: object) -> Callable[[Chance], Given]:
    return lambda chance: constant(chance.choice(values))


def rewritten(recipe: Recipe, change: Callable[[Chance, list[Given]], list[Given]]) -> Recipe:
    """Return a recipe whose positional arguments are changed."""

    def changed(chance: Chance, name: str, jax_runs: bool) -> Arguments:
        positional, keywords = recipe(chance, name, jax_runs)
        return change(chance, positional), keywords

    return changed


def _sorted(chance: Chance, shape: tuple[int, ...]) -> Given:
    found = array(chance, shape, Interval(-2.0, 2.0))
    found.told["value"] = sorted(found.told["value"])
    return found


_SHIFT = _of((3,), 0, 4, "int64")
# The recipes of rows that take something else than arrays that are broadcast, by title.
RECIPES: dict[str, Recipe] = {
    **dict.fromkeys([
        "sum", "nansum", "mean", "nanmean", "std", "var", "nanstd", "nanvar", "prod", "min",
        "max", "nanmin", "nanmax", "median", "nanmedian", "average", "any", "all",
        "count_nonzero", "argmax", "argmin"
    ], reduces),
    **dict.fromkeys(["logsumexp", "norm", "nanargmax", "nanargmin", "ptp"], reduces_floats),
    **dict.fromkeys(["quantile", "percentile", "nanquantile", "nanpercentile"],
                    exactly(_of((3, 4)), _is(0.25, 0.5), axis=_is(0, 1, None))),
    **dict.fromkeys(["cumsum", "cumprod"], along(none=False)),
    **dict.fromkeys(["cummax", "cummin", "cumlogsumexp"], along(kinds=_FLOATS, none=False)),
    "diff": one(1, kinds=_FLOATS, axis=(-1, 0), n=(1, 2)),
    "ediff1d": one(1, 1),
    **dict.fromkeys(["sort", "argsort"], along(none=False)),
    "lexsort": exactly(lambda chance: listed([array(chance, (3,)) for _ in "ab"])),
    **dict.fromkeys(["softmax", "log_softmax", "standardize"], along(kinds=_FLOATS, none=False)),
    "glu": exactly(_of((2, 4)), axis=_is(-1, 1)),
    "trapezoid": exactly(_of((3,))),
    **dict.fromkeys(["zeros", "ones", "empty"], asks_shape),
    "full": fills,
    **dict.fromkeys(["zeros_like", "ones_like", "empty_like"], one(kinds=_ALL)),
    "full_like": exactly(_of((2, 3)), _is(0.0, 1.5, -2)),
    **dict.fromkeys(["eye", "identity", "tri"], squares),
    "arange": counts,
    "iota": exactly(lambda chance: dtype_argument("int32"), _is(2, 3)),
    "broadcasted_iota": exactly(lambda chance: dtype_argument("int32"), _is((2, 3)), _is(0, 1)),
    **dict.fromkeys(["linspace", "logspace", "geomspace"], spaces),
    "meshgrid": exactly(_of((2,)), _of((3,))),
    "indices": exactly(_is((2, 3))),
    "vander": exactly(_of((3,))),
    **dict.fromkeys(["tril_indices", "triu_indices", "diag_indices"], exactly(_is(2, 3))),
    **dict.fromkeys(["tril_indices_from", "triu_indices_from"], exactly(_of((3, 3)))),
    "one_hot": exactly(_of((3,), 0, 2, "int64"), _is(3, 4)),
    "convert_element_type": exactly(_of((3,)), lambda chance: dtype_argument("float32")),
    "astype": exactly(
        _of((2, 3)), lambda chance: dtype_argument(chance.choice(("float32", "int32")))
    ),
    "reshape": reshapes, "squeeze": squeezes, "expand_dims": expands,
    **dict.fromkeys(["transpose", "permute_dims", "T"], transposes),
    "matrix_transpose": one(2), "swapaxes": swaps, "moveaxis": swaps,
    "broadcast_to": broadcasts,
    "broadcast": exactly(_of((2, 3)), _is((2,), (1, 2))),
    "flip": along(none=False), "flipud": one(1), "fliplr": one(2),
    "roll": exactly(_of((3, 2)), _is(1, -1), axis=_is(0, 1)),
    "rev": exactly(_of((2, 3)), _is((0,), (0, 1))),
    "rot90": one(2, k=(0, 1, 2, 3)),
    "tile": tiles, "repeat": repeats,
    **dict.fromkeys(["tril", "triu"], one(2, k=(-1, 0, 1))),
    **dict.fromkeys(["diag", "diagflat", "diagonal", "trace"], diagonals),
    "pad": pads,
    "concatenate": lists(), "stack": lists(), "vstack": lists(False), "hstack": lists(False),
    "dstack": exactly(lambda chance: listed([array(chance, (2, 3)) for _ in "ab"])),
    "column_stack": lists(False), "append": appends,
    "block": exactly(lambda chance: listed([array(chance, (2, 3)) for _ in "ab"])),
    **dict.fromkeys(["split", "array_split", "vsplit"], exactly(_of((4, 2)), _is(2, 4))),
    "hsplit": exactly(_of((2, 4)), _is(2, 4)),
    "broadcast_arrays": elementwise(2),
    "take": takes, "take_along_axis": takes_along,
    "compress": exactly(_of((3,), 0, 1, "bool"), _of((3,))),
    "extract": exactly(_of((3,), 0, 1, "bool"), _of((3,))),
    "dynamic_slice": exactly(_of((4, 3)), _is((1, 0)), _is((2, 3), (1, 1))),
    "dynamic_slice_in_dim": exactly(_of((4, 3)), _is(0, 1), _is(2)),
    "dynamic_index_in_dim": exactly(_of((4, 3)), _is(0, 1)),
    "slice": exactly(_of((4, 3)), _is((1, 0)), _is((3, 2))),
    "slice_in_dim": exactly(_of((4, 3)), _is(0, 1), _is(2, 3)),
    "index_in_dim": exactly(_of((4, 3)), _is(0, 1)),
    "delete": exactly(_of((4,)), _is(0, 1)),
    "insert": exactly(_of((4,)), _is(0, 1), _is(1.0)),
    "piecewise": exactly(_of((3,)), lambda chance: listed([]), lambda chance: listed([])),
    "dynamic_update_slice": exactly(_of((4, 3)), _of((2, 1)), _is((1, 0))),
    "dynamic_update_slice_in_dim": exactly(_of((4, 3)), _of((2, 3)), _is(0, 1), _is(0)),
    "dynamic_update_index_in_dim": exactly(_of((4, 3)), _of((3,)), _is(0, 1), _is(0)),
    **dict.fromkeys(["set", "add_at", "subtract_at"], exactly(_of((4, 3)), _of((3,)))),
    "searchsorted": exactly(lambda chance: _sorted(chance, (4,)), _of((2, 3))),
    "digitize": exactly(_of((2, 3)), lambda chance: _sorted(chance, (4,))),
    "bincount": exactly(_of((5,), 0, 3, "int64")),
    **dict.fromkeys(["nonzero", "flatnonzero", "argwhere", "unique"], one(1, 2)),
    **dict.fromkeys(["union1d", "intersect1d", "setdiff1d"], exactly(_of((3,)), _of((4,)))),
    "interp": exactly(_of((2, 3)), lambda chance: _sorted(chance, (4,)), _of((4,))),
    "histogram": exactly(_of((5,))),
    **dict.fromkeys(["convolve", "correlate"], exactly(_of((5,)), _of((3,)))),
    "polyval": exactly(_of((3,)), _of((2, 2))),
    "polyfit": exactly(lambda chance: _sorted(chance, (5,)), _of((5,)), _is(1, 2)),
    "gradient": exactly(_of((5,))),
    **dict.fromkeys(["item", "float"], exactly(_of(()))),
    "tolist": exactly(_of((3,))), "get": one(1),
    **dict.fromkeys(["matmul", "dot"], matrices),
    **dict.fromkeys(["vdot", "inner"], exactly(_of((3,)), _of((3,)))),
    **dict.fromkeys(["outer", "kron"], rewritten(elementwise(2, _FLOATS, scalars=False),
                    lambda chance, _: [array(chance, a_shape(chance, 1, 2)) for _ in "ab"])),
    "tensordot": exactly(_of((2, 3)), _of((2, 3)), axes=_is(0, 2)),
    "cross": exactly(_of((3,)), _of((3,))),
    "einsum": einsums,
    "multi_dot": exactly(lambda chance: listed([array(chance, (2, 2)) for _ in "abc"])),
    "matrix_power": exactly(_of((2, 2)), _is(1, 2)),
    **dict.fromkeys([
        "cholesky", "inv", "det", "slogdet", "eigvalsh", "eigh", "eig", "svd", "qr", "expm",
        "pinv", "cho_factor"
    ], symmetric()),
    **dict.fromkeys(["solve", "solve_triangular", "lstsq"], symmetric(right=True)),
    "cho_solve": exactly(lambda chance: Given({"kind": "constant", "value": None})),
    "toeplitz": exactly(_of((3,))),
    "block_diag": exactly(_of((2, 3)), _of((1, 2)), _of((2,))),
    **dict.fromkeys(["cov", "corrcoef"], one(2, 2, _FLOATS, rowvar=(True, False))),
    **dict.fromkeys(["fft", "ifft", "rfft", "irfft"], exactly(_of((2, 4)))),
    **dict.fromkeys(["fftfreq", "rfftfreq"], exactly(_is(3, 4))),
    **dict.fromkeys(["fftshift", "ifftshift"], one(1)),
    **dict.fromkeys(["PRNGKey", "key"], exactly(_is(0, 1))),
    "split_key": exactly(key, _is(2, 3)), "fold_in": exactly(key, _is(1, 2)), "clone": exactly(key),
    **dict.fromkeys([
        "normal", "laplace", "logistic", "gumbel", "cauchy", "exponential", "rademacher", "bits"
    ], draws()),
    "uniform": draws(("minval", 0.0, 0.5), ("maxval", 1.0, 2.0)),
    "truncated_normal": draws(("lower", -1.0, 0.0), ("upper", 0.5, 1.0)),
    "t": draws(("df", 1.0, 3.0)), "gamma_draw": draws(("a", 0.5, 3.0)),
    "loggamma": draws(("a", 0.5, 3.0)), "beta_draw": draws(("a", 0.5, 3.0), ("b", 0.5, 3.0)),
    "chisquare": draws(("df", 1.0, 3.0)), "pareto": draws(("b", 1.0, 3.0)),
    "weibull_min": draws(("scale", 1.0, 3.0), ("concentration", 1.0, 3.0)),
    "dirichlet": exactly(key, _of((3,), 0.5, 2.0), _is((2,), (2, 2))),
    "multivariate_normal": exactly(
        key, _of((2,)), lambda chance: structured(chance, (2, 2)), _is((2,), (2, 2))
    ),
    "bernoulli": draws(("p", 0.2, 0.8)), "binomial": draws(("n", 3.0, 5.0), ("p", 0.2, 0.8)),
    "poisson": draws(("lam", 0.5, 4.0)), "geometric": draws(("p", 0.2, 0.8)),
    "randint": exactly(key, _is((3,), (2, 3)), _is(0, 1), _is(4, 6)),
    "categorical": exactly(key, _of((2, 3)), axis=_is(-1, 0, 1)),
    "choice": choices, "permutation": permutes,
    **dict.fromkeys(["standard_normal", "random"], sized()),
    **dict.fromkeys(["rand", "randn"], exactly(_is(2, 3), _is(1, 2))),
    "integers": sized((0, 1), (4, 6)), "lognormal": sized((0.0, 1.0), (0.5, 1.0)),
    **dict.fromkeys([
        "shape", "ndim", "size", "len", "dtype", "isscalar", "iscomplexobj", "isrealobj"
    ], one(1)),
    "result_type": elementwise(2, scalars=False),
    **dict.fromkeys(["promote_types", "can_cast", "issubdtype"],
                    exactly(lambda chance: dtype_argument("int32"),
                            lambda chance: dtype_argument("float32"))),
    "broadcast_shapes": exactly(_is((2, 1)), _is((3,))),
    "finfo": exactly(lambda chance: dtype_argument("float32")),
    "iinfo": exactly(lambda chance: dtype_argument("int32")),
    "allclose": elementwise(2), "array_equal": elementwise(2),
    "clip": rewritten(one(), lambda chance, given: [*given, constant(chance.choice((-1.0, 0.0, 0))),
                                                    constant(chance.choice((1.0, 0.5, 2)))]),
    "isin": exactly(_of((2, 3), 0, 3, "int64"), _of((2,), 0, 3, "int64")),
    "where": rewritten(elementwise(3), lambda chance, given: [
        array(chance, fitting(chance, (2, 3)), dtype="bool"),
        *[array(chance, fitting(chance, (2, 3)), dtype=chance.choice(_ALL)) for _ in "ab"]]),
    "select_lax": exactly(_of((2, 3), 0, 1, "bool"), _of((2, 3)), _of((2, 3))),
    **dict.fromkeys(["add", "multiply"], two_structured),
    **dict.fromkeys([
        "bitwise_and", "bitwise_or", "bitwise_xor", "gcd"
    ], elementwise(2, ("int64",), False)),
    **dict.fromkeys([
        "left_shift", "right_shift"
    ], exactly(_SHIFT, _SHIFT)),
    "bitwise_not": elementwise(1, ("int64",)),
    "polygamma": exactly(_of((3,), 0, 2, "int64"), _of((3,), 0.5, 2.0)),
    "ldexp": exactly(_of((3,)), _of((3,), 0, 3, "int64")),
    "round": one(0, 3, _FLOATS), "power": elementwise(2, (*_FLOATS, "int64")),
}  # fmt: skip
_OF_FLOATS = frozenset(["angle", "nextafter", "heaviside", "reciprocal", "zeta", "nan_to_num"])


def recipe_of(row: ArrayFunction) -> Recipe | None:
    """Return how calls of a row are drawn."""
    name = row.names[0]
    special = {
        "jax.random.split": "split_key", "jax.random.gamma": "gamma_draw",
        "jax.random.beta": "beta_draw", "jax.lax.select": "select_lax",
    }  # fmt: skip
    if name.startswith("numpy.random."):
        numpy_recipes = {
            "normal": sized((0.0, 1.0), (0.5, 1.0)), "uniform": sized((0.0, 0.5), (1.0, 2.0)),
            "randint": sized((0, 1), (4, 6)), "exponential": sized((0.5, 1.0)),
            "gamma": sized((0.5, 1.0), (0.5, 1.0)), "beta": sized((0.5, 1.0), (0.5, 1.0)),
            "poisson": sized((0.5, 1.0)),
            "binomial": exactly(_is(3, 5), _is(0.25, 0.5), size=_is((3,), (2, 2))),
            "laplace": sized((0.0, 1.0), (0.5, 1.0)), "standard_normal": sized(),
            "multivariate_normal": exactly(_is(None)),
        }  # fmt: skip
        return numpy_recipes.get(row.title) or RECIPES.get(row.title)
    if name.startswith("jax.numpy.split"):
        return RECIPES["split"]
    if name.startswith("at.") and row.title not in ("set", "get"):
        return RECIPES["set"]
    if name in special:
        return RECIPES[special[name]]
    found = RECIPES.get(row.title)
    if found is None and isinstance(row.arrays, int):
        names = row.names[0]
        floats = names.startswith(("jax.scipy", "jax.nn", "jax.lax")) or row.title in _OF_FLOATS
        return elementwise(row.arrays, _FLOATS if floats else _ALL)
    return found


def draw(row: ArrayFunction, chance: Chance, names: Sequence[str], how: str) -> Draw | None:
    """Return a call of a row by one of some names; None for a row that nobody can call alone."""
    recipe = recipe_of(row)
    if recipe is None:
        return None
    name = chance.choice(list(names))
    jax_runs = how == "run" and name.startswith("jax.")
    positional, keywords = recipe(chance, name, jax_runs)
    return Draw(row, name, positional, keywords, how)


def names_to_run(row: ArrayFunction) -> list[str]:
    """Return the names whose values are computed: NumPy's, which is fast, where it has one."""
    fast = [each for each in row.names if not each.startswith(("jax.", "at."))]
    numpy_names = [each for each in fast if each.split(".")[0] in ("numpy", "scipy")]
    return numpy_names or [each for each in row.names if each.startswith(("jax.", "at."))] or fast


def names_to_trace(row: ArrayFunction) -> list[str]:
    """Return the names that JAX traces."""
    return [each for each in row.names if each.startswith(("jax.", "at.", ".")) or "." not in each]
