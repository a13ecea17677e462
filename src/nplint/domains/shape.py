"""Shapes of arrays as far as they are known, and the shapes that operations make of them.

A shape is a tuple with a length for each axis; no shape at all, not even a rank, is None. A length
is a number; a ``Symbol``, one number that nobody knows, the same wherever the symbol stands; a
``Product`` of these; ``MANY``, longer than one; or None, of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, TypeAlias


class _Several(Enum):
    MANY = "several"

    def __repr__(self) -> str:
        return self.name


MANY: Final = _Several.MANY


@dataclass(frozen=True, slots=True)
class Symbol:
    """A length that is not known but has an origin: symbols of one origin are one number.

    Parameters
    ----------
    origin
        What tells it from others: the place of ``len(df)``, an array and the number of an axis.
    name
        How a message writes it.
    """

    origin: Hashable
    name: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return self.name or repr(self.origin)


@dataclass(frozen=True, slots=True)
class Product:
    """A number times powers of symbols; ``times`` makes them."""

    coefficient: int
    powers: frozenset[tuple[Symbol, int]]

    def __repr__(self) -> str:
        symbols = sorted(repr(symbol) for symbol, power in self.powers for _ in range(power))
        number = [str(self.coefficient)] if self.coefficient != 1 else []
        return "*".join([*number, *symbols])


Length: TypeAlias = int | Symbol | Product | Literal[_Several.MANY] | None
Shape: TypeAlias = tuple[Length, ...]


# -- lengths ---------------------------------------------------------------------------------


def is_long(length: Length) -> bool:
    """Tell whether an axis is longer than one, for certain."""
    return length is MANY or (isinstance(length, int) and length > 1)


def is_within_length(one: Length, other: Length) -> bool:
    """Tell whether the first length says at least as much as the second."""
    return one == other or other is None or (other is MANY and is_long(one))


def join_lengths(one: Length, other: Length) -> Length:
    """Return what is known of a length that is either of two."""
    if one == other:
        return one
    return MANY if is_long(one) and is_long(other) else None


def meet_lengths(one: Length, other: Length) -> Length:
    """Return what two facts say about one length; the first, where they contradict each other."""
    if one is None or (one is MANY and is_long(other)):
        return other
    if isinstance(one, (Symbol, Product)) and isinstance(other, int):
        return other
    return one


def times(one: Length, other: Length) -> Length:
    """Return the product of two lengths."""
    if one == 0 or other == 0:
        return 0
    if one == 1 or other == 1:
        return other if one == 1 else one
    if one is None or other is None:
        return None
    if one is MANY or other is MANY:
        return MANY if is_long(one) and is_long(other) else None
    if isinstance(one, int) and isinstance(other, int):
        return one * other
    coefficient, powers = 1, dict[Symbol, int]()
    for each in (one, other):
        number, factors = _factors(each)
        coefficient *= number
        for symbol, power in factors:
            powers[symbol] = powers.get(symbol, 0) + power
    return Product(coefficient, frozenset(powers.items()))


def _factors(length: int | Symbol | Product) -> tuple[int, Iterable[tuple[Symbol, int]]]:
    if isinstance(length, int):
        return length, ()
    return (
        (1, ((length, 1),)) if isinstance(length, Symbol) else (length.coefficient, length.powers)
    )


def plus(one: Length, other: Length) -> Length:
    """Return the sum of two lengths."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    if one == 0 or other == 0:
        return other if one == 0 else one
    if one == other and isinstance(one, (Symbol, Product)):
        return times(2, one)
    return MANY if is_long(one) or is_long(other) else None


def size_of(shape: Shape) -> Length:
    """Return the number of elements of an array."""
    size: Length = 1
    for length in shape:
        size = times(size, length)
    return size


# -- the order of shapes ---------------------------------------------------------------------


def is_within(one: Shape | None, other: Shape | None) -> bool:
    """Tell whether the first shape says at least as much as the second."""
    if one is None or other is None:
        return other is None
    return len(one) == len(other) and all(map(is_within_length, one, other))


def join(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return what is known of a shape that is either of two."""
    if one is None or other is None or len(one) != len(other):
        return None
    return tuple(map(join_lengths, one, other))


# A shape says less at most twice an axis, and then nothing: a join ends by itself.
widen = join


def meet(one: Shape | None, other: Shape | None) -> Shape | None:
    """Return what two facts say about one shape; the first, where they contradict each other."""
    if one is None or other is None:
        return other if one is None else one
    return tuple(map(meet_lengths, one, other)) if len(one) == len(other) else one


def is_column(shape: Shape) -> bool:
    """Tell whether a shape is that of a matrix of one column and several rows."""
    return len(shape) == 2 and shape[1] == 1 and is_long(shape[0])


def is_flat(shape: Shape) -> bool:
    """Tell whether a shape is that of a vector of several elements."""
    return len(shape) == 1 and is_long(shape[0])


# -- what operations make of shapes ------------------------------------------------------------


def broadcast(shapes: Iterable[Shape | None]) -> Shape | None:
    """Return the shape that an elementwise operation gives."""
    result: Shape = ()
    for shape in shapes:
        if shape is None:
            return None
        rank = max(len(result), len(shape))
        pairs = zip(_padded(result, rank), _padded(shape, rank), strict=True)
        result = tuple(_together(one, other) for one, other in pairs)
    return result


def _padded(shape: Shape, rank: int) -> Shape:
    return (1,) * (rank - len(shape)) + shape


def _together(one: Length, other: Length) -> Length:
    if one == 1 or one == other:
        return other
    if other == 1:
        return one
    if one == 0 or other == 0:
        return 0
    for longer, other_one in ((one, other), (other, one)):
        if is_long(longer) and not isinstance(other_one, int):
            return longer
    return None


def product(left: Shape | None, right: Shape | None) -> Shape | None:
    """Return the shape of ``left @ right``: of vectors, matrices, and stacks of matrices."""
    if left is None or right is None or not left or not right:
        return None
    if len(left) == 1 or len(right) == 1:
        return left[:-1] + right[:-2] + right[-1:] if len(right) > 1 else left[:-1]
    batch = broadcast((left[:-2], right[:-2]))
    return (*batch, left[-2], right[-1]) if batch is not None else None


def dotted(left: Shape | None, right: Shape | None) -> Shape | None:
    """Return the shape of ``jnp.dot(left, right)``: it sums over one axis of each."""
    if left is None or right is None:
        return None
    if not left or not right:
        return left + right
    return left[:-1] + (right[:-2] + right[-1:] if len(right) > 1 else ())


def normal_axis(axis: int, rank: int) -> int | None:
    """Return an axis counted from the front; None where an array of that rank has none such."""
    return axis % rank if -rank <= axis < rank else None


def normal_axes(axes: Iterable[int], rank: int) -> list[int] | None:
    """Return axes counted from the front; None where one is missing or stands twice."""
    found = [normal_axis(axis, rank) for axis in axes]
    known = [axis for axis in found if axis is not None]
    return known if len(found) == len(set(known)) else None


def without_axis(shape: Shape, axis: int) -> Shape | None:
    """Return a shape with one axis summed over."""
    return without_axes(shape, (axis,))


def without_axes(shape: Shape, axes: Iterable[int], keepdims: bool = False) -> Shape | None:
    """Return a shape with some axes summed over, or left with length one."""
    summed = normal_axes(axes, len(shape))
    if summed is None:
        return None
    if keepdims:
        return tuple(1 if axis in summed else length for axis, length in enumerate(shape))
    return tuple(length for axis, length in enumerate(shape) if axis not in summed)


def with_axis(shape: Shape, axis: int, length: Length = 1) -> Shape | None:
    """Return a shape with a new axis, of length one unless said."""
    place = normal_axis(axis, len(shape) + 1)
    return (*shape[:place], length, *shape[place:]) if place is not None else None


def with_axes(shape: Shape, axes: Sequence[int]) -> Shape | None:
    """Return a shape with new axes of length one at places counted in the result."""
    places = normal_axes(axes, len(shape) + len(axes))
    if places is None:
        return None
    rest = iter(shape)
    return tuple(1 if n in places else next(rest) for n in range(len(shape) + len(axes)))


def with_length(shape: Shape, axis: int, length: Length) -> Shape | None:
    """Return a shape whose axis has another length."""
    place = normal_axis(axis, len(shape))
    return (*shape[:place], length, *shape[place + 1 :]) if place is not None else None


def transposed(shape: Shape, axes: Sequence[int] | None = None) -> Shape | None:
    """Return a shape whose axes stand in another order: the reverse, unless it is given."""
    if axes is None:
        return shape[::-1]
    order = normal_axes(axes, len(shape))
    if order is None or len(order) != len(shape):
        return None
    return tuple(shape[axis] for axis in order)


def moved(shape: Shape, source: Sequence[int], target: Sequence[int]) -> Shape | None:
    """Return a shape of which some axes were moved to other places."""
    taken, places = normal_axes(source, len(shape)), normal_axes(target, len(shape))
    if taken is None or places is None or len(taken) != len(places):
        return None
    order = [axis for axis in range(len(shape)) if axis not in taken]
    for place, axis in sorted(zip(places, taken, strict=True)):
        order.insert(place, axis)
    return tuple(shape[axis] for axis in order)


def reshaped(shape: Shape | None, wanted: Sequence[Length]) -> Shape:
    """Return the shape that ``reshape`` gives; a wanted -1 takes all that is left over."""
    rest: Length = None
    others: Length = 1
    for length in wanted:
        others = times(others, 1 if length == -1 else length)
    size = size_of(shape) if shape is not None else None
    if others == 1:
        rest = size
    elif isinstance(size, int) and isinstance(others, int) and others and size % others == 0:
        rest = size // others
    return tuple(rest if length == -1 else length for length in wanted)


def joined(shapes: Sequence[Shape | None], axis: int) -> Shape | None:
    """Return the shape of arrays put behind each other along an axis."""
    first = shapes[0] if shapes else None
    place = normal_axis(axis, len(first)) if first is not None else None
    if first is None or place is None:
        return None
    found, along = first, first[place]
    for shape in shapes[1:]:
        if shape is None or len(shape) != len(first):
            return None
        along = plus(along, shape[place])
        found = tuple(map(meet_lengths, found, shape))
    return (*found[:place], along, *found[place + 1 :])


def stacked(shapes: Sequence[Shape | None], axis: int) -> Shape | None:
    """Return the shape of arrays of one shape put side by side along a new axis."""
    found = shapes[0] if shapes else None
    for shape in shapes[1:]:
        if found is None or shape is None or len(shape) != len(found):
            return None
        found = meet(found, shape)
    return with_axis(found, axis, len(shapes)) if found is not None else None


def at_least(shape: Shape | None, rank: int) -> Shape | None:
    """Return the shape that ``atleast_1d`` or ``atleast_2d`` gives: axes of one in front."""
    return _padded(shape, rank) if shape is not None and len(shape) < rank else shape


def tiled(shape: Shape | None, repeats: Shape | None) -> Shape | None:
    """Return the shape that ``tile`` gives."""
    if shape is None or repeats is None:
        return None
    rank = max(len(shape), len(repeats))
    return tuple(map(times, _padded(shape, rank), _padded(repeats, rank)))
