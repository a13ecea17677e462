"""Shapes of arrays as far as they are known, and the shapes that operations make of them.

A shape is a tuple with a length for each axis: a number, ``MANY`` for an axis of data, which is
longer than one, or None where nothing is known of the length. No shape at all is None.
"""

from __future__ import annotations

from collections.abc import Sequence

MANY = -1

Length = int | None
Shape = tuple[Length, ...]


def is_long(length: Length) -> bool:
    """Tell whether an axis is longer than one, for certain."""
    return length is not None and length != 1


def is_column(shape: Shape) -> bool:
    """Tell whether a shape is that of a matrix of one column and several rows."""
    return len(shape) == 2 and shape[1] == 1 and is_long(shape[0])


def is_flat(shape: Shape) -> bool:
    """Tell whether a shape is that of a vector of several elements."""
    return len(shape) == 1 and is_long(shape[0])


def broadcast(shapes: Sequence[Shape | None]) -> Shape | None:
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
    for longer, shorter in ((one, other), (other, one)):
        if is_long(longer) and shorter in (None, MANY):
            return longer
    return None


def product(left: Shape | None, right: Shape | None) -> Shape | None:
    """Return the shape of ``left @ right``, of vectors and matrices."""
    if left is None or right is None or not left or not right:
        return None
    if len(left) > 2 or len(right) > 2:
        return None
    return left[:-1] + (right[1:] if len(right) == 2 else ())


def without_axis(shape: Shape, axis: int) -> Shape | None:
    """Return a shape with one axis summed over."""
    if not -len(shape) <= axis < len(shape):
        return None
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


def with_axis(shape: Shape, axis: int) -> Shape | None:
    """Return a shape with a new axis of length one."""
    rank = len(shape) + 1
    if not -rank <= axis < rank:
        return None
    axis %= rank
    return (*shape[:axis], 1, *shape[axis:])


def reshaped(shape: Shape | None, wanted: Sequence[Length]) -> Shape:
    """Return the shape that ``reshape`` gives; a wanted -1 takes all that is left over."""
    rest: Length = None
    if all(length in (1, -1) for length in wanted):
        size = _size(shape) if shape is not None else MANY
        rest = size
    return tuple(rest if length == -1 else length for length in wanted)


def _size(shape: Shape) -> Length:
    size = 1
    for length in shape:
        if length is None:
            return None
        if length == MANY:
            return MANY
        size *= length
    return size


def joined(shapes: Sequence[Shape | None], axis: int) -> Shape | None:
    """Return the shape of arrays put behind each other along an axis."""
    first = shapes[0] if shapes else None
    if first is None or any(shape is None or len(shape) != len(first) for shape in shapes):
        return None
    if not -len(first) <= axis < len(first):
        return None
    axis %= len(first)
    return (*first[:axis], MANY if len(shapes) > 1 else first[axis], *first[axis + 1 :])
