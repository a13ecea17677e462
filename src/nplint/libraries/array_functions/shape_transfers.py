"""Transfers of shapes: from those of the arguments to that of the result."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from nplint.domains import shape as shapes
from nplint.domains.shape import MANY, Length, Shape
from nplint.libraries.array_functions.array_call import NOT_CONSTANT, ArrayCall, Operand

Transfer: TypeAlias = Callable[[ArrayCall], Shape | None]


def _first(call: ArrayCall) -> Shape | None:
    arrays = call.arrays
    return arrays[0].shape if arrays else None


def elementwise(call: ArrayCall) -> Shape | None:
    """Return the shape that the arrays are broadcast to."""
    arrays = call.arrays
    return shapes.broadcast([each.shape for each in arrays]) if arrays else None


def like_first(call: ArrayCall) -> Shape | None:
    """Return the shape of the first array."""
    return _first(call)


def like_first_or_asked(call: ArrayCall) -> Shape | None:
    """Return the shape that ``zeros_like`` is asked for, or that of its array."""
    given = call.get("shape")
    return wanted(given) if given is not None else _first(call)


def scalar(_: ArrayCall) -> Shape | None:
    """Return the shape of a single number."""
    return ()


def reduced(call: ArrayCall, otherwise: object = None) -> Shape | None:
    """Return the shape that is left when ``axis`` is summed over; all axes unless it is given."""
    shape, keepdims = _first(call), call.constant("keepdims", False)
    axes = call.axes(len(shape), otherwise) if shape is not None else None
    if shape is None or axes is None or not isinstance(keepdims, bool):
        return None
    return shapes.without_axes(shape, axes, keepdims)


def quantiles(call: ArrayCall) -> Shape | None:
    """Return the shape of quantiles: an axis in front for those that are asked for."""
    rest, asked = reduced(call), call.arrays[1].shape if call.arrays else None
    return asked + rest if rest is not None and asked is not None else None


def cumulative(call: ArrayCall) -> Shape | None:
    """Return the shape of ``cumsum``: flat without ``axis``."""
    shape = _first(call)
    if shape is None or call.constant("axis") is not None:
        return shape
    return (shapes.size_of(shape),)


def flat(call: ArrayCall) -> Shape | None:
    """Return the shape of all elements in a row."""
    shape = _first(call)
    return (shapes.size_of(shape),) if shape is not None else (None,)


def differences(call: ArrayCall) -> Shape | None:
    """Return the shape of ``diff``: one less along the axis."""
    shape, number = _first(call), call.constant("n", 1)
    axis = call.axis(-1)
    if not shape or axis is None or not isinstance(number, int):
        return None
    if call.gives("prepend", "append"):
        return shapes.with_length(shape, axis, None)
    place = shapes.normal_axis(axis, len(shape))
    length = shape[place] if place is not None else None
    return shapes.with_length(
        shape, axis, max(length - number, 0) if isinstance(length, int) else None
    )


# -- arrays that are made --------------------------------------------------------------------


def wanted(given: Operand | None, rest: Sequence[Operand] = ()) -> Shape | None:
    """Return the shape that arguments spell: ``(3, 4)``, ``n``, or ``3, 4``."""
    if given is None:
        return None
    if rest:
        return (given.length, *(each.length for each in rest))
    if given.lengths is not None:
        return given.lengths
    if given.length is not None:
        return (given.length,)
    return (None,) if given.shape == () else None


def asked(call: ArrayCall) -> Shape | None:
    """Return the shape that ``shape`` asks for."""
    return wanted(call.get("shape"))


def square(call: ArrayCall) -> Shape | None:
    """Return the shape of ``eye(n, m)``."""
    rows = call.get("N") or call.get("n")
    columns = call.get("M") or rows
    return (rows.length, columns.length) if rows is not None and columns is not None else None


def counted(call: ArrayCall) -> Shape | None:
    """Return the shape of ``arange``."""
    start = call.constant("start")
    stop, step = call.constant("stop", None), call.constant("step", None)
    if not call.gives("stop", "step") and call.gives("start"):
        given = call.get("start")
        assert given is not None
        if isinstance(given.length, int) or given.length is None:
            ends = given.constant
            if isinstance(ends, float):
                return (max(math.ceil(ends), 0),)
        return (max(given.length, 0) if isinstance(given.length, int) else given.length,)
    step = 1 if step is None else step
    if all(isinstance(each, int) for each in (start, stop, step)) and step:
        assert isinstance(start, int) and isinstance(stop, int) and isinstance(step, int)
        return (max(-((start - stop) // step), 0),)
    return (None,)


def spaced(call: ArrayCall) -> Shape | None:
    """Return the shape of ``linspace`` between numbers."""
    number = call.get("num")
    ends = [each.shape for each in call.arrays]
    if ends != [(), ()]:
        return None
    return (number.length if number is not None else 50,)


def one_hot(call: ArrayCall) -> Shape | None:
    """Return the shape of ``jax.nn.one_hot``: an axis of the classes behind."""
    shape, classes = _first(call), call.get("classes")
    if shape is None or classes is None or call.constant("axis", -1) != -1:
        return None
    return (*shape, classes.length)


def picked(call: ArrayCall) -> Shape | None:
    """Return the shape of ``choice`` from a vector or from the numbers below one."""
    given, of = call.get("shape") or call.get("size"), call.get("a")
    if of is None or of.shape is None or len(of.shape) > 1:
        return None
    return wanted(given) if given is not None else ()


# -- arrays whose elements are moved -----------------------------------------------------------


def reshaped(call: ArrayCall) -> Shape | None:
    """Return the shape of ``reshape``."""
    given = call.get("shape")
    asked_for = wanted(given, call.rest) if given is not None else _spread(call)
    return shapes.reshaped(_first(call), asked_for) if asked_for is not None else None


def _spread(call: ArrayCall) -> Shape | None:
    return wanted(call.rest[0], call.rest[1:]) if call.rest else None


def squeezed(call: ArrayCall) -> Shape | None:
    """Return the shape of ``squeeze``."""
    shape, axis = _first(call), call.constant("axis", None)
    if shape is None:
        return None
    if axis is None:
        known = all(isinstance(length, int) or length is MANY for length in shape)
        return tuple(length for length in shape if length != 1) if known else None
    axes = call.axes(len(shape))
    return shapes.without_axes(shape, axes) if axes is not None else None


def expanded(call: ArrayCall) -> Shape | None:
    """Return the shape of ``expand_dims``."""
    shape, axis = _first(call), call.constant("axis")
    axes = (axis,) if isinstance(axis, int) else axis
    if shape is None or not isinstance(axes, tuple):
        return None
    return shapes.with_axes(shape, axes)


def transposed(call: ArrayCall) -> Shape | None:
    """Return the shape of ``transpose``."""
    shape = _first(call)
    if shape is None:
        return None
    order = call.constant("axis", None)
    if call.rest:
        lengths = wanted(call.rest[0], call.rest[1:])
        order = lengths if lengths is not None else NOT_CONSTANT
    if order is None:
        return shapes.transposed(shape)
    if not isinstance(order, tuple) or not all(isinstance(axis, int) for axis in order):
        return None
    return shapes.transposed(shape, order)


def matrices_transposed(call: ArrayCall) -> Shape | None:
    """Return the shape of ``matrix_transpose``."""
    shape = _first(call)
    if shape is None or len(shape) < 2:
        return None
    return (*shape[:-2], shape[-1], shape[-2])


def swapped(call: ArrayCall) -> Shape | None:
    """Return the shape of ``swapaxes``."""
    shape = _first(call)
    one, other = call.constant("axis1"), call.constant("axis2")
    if shape is None or not isinstance(one, int) or not isinstance(other, int):
        return None
    places = [shapes.normal_axis(one, len(shape)), shapes.normal_axis(other, len(shape))]
    first, second = places
    if first is None or second is None:
        return None
    found = list(shape)
    found[first], found[second] = found[second], found[first]
    return tuple(found)


def moved(call: ArrayCall) -> Shape | None:
    """Return the shape of ``moveaxis``."""
    shape = _first(call)
    ends = [call.constant("source"), call.constant("destination")]
    axes = [(each,) if isinstance(each, int) else each for each in ends]
    source, target = axes
    if shape is None or not isinstance(source, tuple) or not isinstance(target, tuple):
        return None
    return shapes.moved(shape, source, target)


def broadcasted(call: ArrayCall) -> Shape | None:
    """Return the shape of ``broadcast_to``."""
    return wanted(call.get("shape"))


def in_front(call: ArrayCall) -> Shape | None:
    """Return the shape of ``lax.broadcast``: new axes in front."""
    shape, front = _first(call), wanted(call.get("shape"))
    return front + shape if shape is not None and front is not None else None


def concatenated(call: ArrayCall) -> Shape | None:
    """Return the shape of ``concatenate``."""
    arrays = [each.shape for each in call.arrays]
    axis = call.constant("axis", 0)
    if axis is None and arrays:
        size: Length = 0
        for each in arrays:
            size = shapes.plus(size, shapes.size_of(each) if each is not None else None)
        return (size,)
    return shapes.joined(arrays, axis) if isinstance(axis, int) else None


def appended(call: ArrayCall) -> Shape | None:
    """Return the shape of ``append``: flat without ``axis``."""
    return concatenated(call)


def stacked(call: ArrayCall) -> Shape | None:
    """Return the shape of ``stack``."""
    axis = call.axis(0)
    return shapes.stacked([each.shape for each in call.arrays], axis) if axis is not None else None


def stacked_along(rank: int, axis: int) -> Transfer:
    """Return the transfer of ``vstack`` and its like: arrays of a rank at least, joined."""

    def transfer(call: ArrayCall) -> Shape | None:
        arrays = [shapes.at_least(each.shape, rank) for each in call.arrays]
        if not arrays or arrays[0] is None:
            return None
        return shapes.joined(arrays, axis if len(arrays[0]) > 1 else 0)

    return transfer


def columns(call: ArrayCall) -> Shape | None:
    """Return the shape of ``column_stack``: vectors become columns."""
    arrays = [
        (*each, 1) if each is not None and len(each) == 1 else each
        for each in (operand.shape for operand in call.arrays)
    ]
    if any(each is None or len(each) != 2 for each in arrays):
        return None
    return shapes.joined(arrays, 1)


def tiled(call: ArrayCall) -> Shape | None:
    """Return the shape of ``tile``."""
    return shapes.tiled(_first(call), wanted(call.get("reps")))


def repeated(call: ArrayCall) -> Shape | None:
    """Return the shape of ``repeat``."""
    shape, repeats = _first(call), call.get("repeats")
    axis = call.constant("axis", None)
    if shape is None or repeats is None or call.gives("total_repeat_length"):
        return None
    times = repeats.length if repeats.shape in ((), None) else None
    if axis is None:
        return (shapes.times(shapes.size_of(shape), times),)
    place = shapes.normal_axis(axis, len(shape)) if isinstance(axis, int) else None
    if place is None:
        return None
    return shapes.with_length(shape, place, shapes.times(shape[place], times))


def taken(call: ArrayCall) -> Shape | None:
    """Return the shape of ``take``."""
    shape, indices = _first(call), call.get("indices")
    axis = call.constant("axis", None)
    if shape is None or indices is None or indices.shape is None:
        return None
    if axis is None:
        return indices.shape
    place = shapes.normal_axis(axis, len(shape)) if isinstance(axis, int) else None
    return shape[:place] + indices.shape + shape[place + 1 :] if place is not None else None


def taken_along(call: ArrayCall) -> Shape | None:
    """Return the shape of ``take_along_axis`` where the indices have the array's other axes."""
    shape, indices = _first(call), call.get("indices")
    axis = call.axis()
    if shape is None or indices is None or indices.shape is None or axis is None:
        return None
    place = shapes.normal_axis(axis, len(shape))
    if place is None or len(shape) != len(indices.shape):
        return None
    along = indices.shape[place]
    rest = shapes.broadcast(
        [shapes.with_length(shape, place, 1), shapes.with_length(indices.shape, place, 1)]
    )
    return shapes.with_length(rest, place, along) if rest is not None else None


def at_least(rank: int) -> Transfer:
    """Return the transfer of ``atleast_1d`` and ``atleast_2d``."""

    def transfer(call: ArrayCall) -> Shape | None:
        return shapes.at_least(_first(call), rank)

    return transfer


def diagonal(call: ArrayCall) -> Shape | None:
    """Return the shape of ``diag``: a matrix of a vector, or the diagonal of a matrix."""
    shape, offset = _first(call), call.constant("k", 0)
    if shape is None or not isinstance(offset, int):
        return None
    if len(shape) == 1:
        length = shapes.plus(shape[0], abs(offset))
        return (length, length)
    return (_diagonal(shape[0], shape[1], offset),) if len(shape) == 2 else None


def _diagonal(rows: Length, columns_: Length, offset: int) -> Length:
    if offset == 0 and rows == columns_:
        return rows
    if isinstance(rows, int) and isinstance(columns_, int):
        return max(min(rows + min(offset, 0), columns_ - max(offset, 0)), 0)
    return None


def diagonal_of(call: ArrayCall) -> Shape | None:
    """Return the shape of ``diagonal`` of the first two axes."""
    shape, offset = _first(call), call.constant("offset", 0)
    ends = call.constant("axis1", 0), call.constant("axis2", 1)
    if shape is None or len(shape) < 2 or ends != (0, 1) or not isinstance(offset, int):
        return None
    return (*shape[2:], _diagonal(shape[0], shape[1], offset))


def traced(call: ArrayCall) -> Shape | None:
    """Return the shape of ``trace`` of the first two axes."""
    found = diagonal_of(call)
    return found[:-1] if found is not None else None


def rotated(call: ArrayCall) -> Shape | None:
    """Return the shape of ``rot90``."""
    shape = _first(call)
    turns, axes = call.constant("k", 1), call.constant("axis", (0, 1))
    if shape is None or len(shape) < 2 or axes != (0, 1) or not isinstance(turns, int):
        return None
    return (shape[1], shape[0], *shape[2:]) if turns % 2 else shape


def padded(call: ArrayCall) -> Shape | None:
    """Return the shape of ``pad``."""
    shape, width = _first(call), call.get("pad_width")
    if shape is None or width is None:
        return None
    number = width.length
    if isinstance(number, int):
        return tuple(shapes.plus(length, 2 * number) for length in shape)
    return (None,) * len(shape)


def of_same_rank(call: ArrayCall) -> Shape | None:
    """Return a shape of which only the rank is known, that of the first array."""
    shape = _first(call)
    return (None,) * len(shape) if shape is not None else None


def vector(_: ArrayCall) -> Shape | None:
    """Return the shape of a vector of unknown length."""
    return (None,)


def vector_of(parameter: str) -> Transfer:
    """Return the transfer to a vector whose length is an argument."""

    def transfer(call: ArrayCall) -> Shape | None:
        given = call.get(parameter)
        return (given.length if given is not None else None,)

    return transfer


def like_second(call: ArrayCall) -> Shape | None:
    """Return the shape of the second array."""
    arrays = call.arrays
    return arrays[1].shape if len(arrays) > 1 else None


def halved(call: ArrayCall) -> Shape | None:
    """Return the shape of ``jax.nn.glu``: half as long along an axis."""
    shape, axis = _first(call), call.axis(-1)
    place = shapes.normal_axis(axis, len(shape)) if shape is not None and axis is not None else None
    if shape is None or place is None:
        return None
    length = shape[place]
    return shapes.with_length(shape, place, length // 2 if isinstance(length, int) else None)


def sliced(call: ArrayCall) -> Shape | None:
    """Return the shape of ``lax.dynamic_slice``."""
    return wanted(call.get("slice_sizes"))


# -- matrices ----------------------------------------------------------------------------------


def product(call: ArrayCall) -> Shape | None:
    """Return the shape of ``matmul``."""
    arrays = [each.shape for each in call.arrays]
    found = arrays[0] if arrays else None
    for other in arrays[1:]:
        found = shapes.product(found, other)
    return found if len(arrays) > 1 else None


def dotted(call: ArrayCall) -> Shape | None:
    """Return the shape of ``dot``."""
    arrays = [each.shape for each in call.arrays]
    return shapes.dotted(arrays[0], arrays[1]) if len(arrays) == 2 else None


def inner(call: ArrayCall) -> Shape | None:
    """Return the shape of ``inner``: the sum over the last axis of each."""
    arrays = [each.shape for each in call.arrays]
    if len(arrays) != 2:
        return None
    one, other = arrays
    if one is None or other is None or not one or not other:
        return None if one is None or other is None else one + other
    return one[:-1] + other[:-1]


def outer(call: ArrayCall) -> Shape | None:
    """Return the shape of ``outer``."""
    arrays = [each.shape for each in call.arrays]
    if len(arrays) != 2:
        return None
    return tuple(shapes.size_of(each) if each is not None else None for each in arrays)


def contracted(call: ArrayCall) -> Shape | None:
    """Return the shape of ``tensordot`` over a number of axes."""
    arrays, axes = [each.shape for each in call.arrays], call.constant("axis", 2)
    if len(arrays) != 2 or not isinstance(axes, int):
        return None
    one, other = arrays
    if one is None or other is None or axes > min(len(one), len(other)):
        return None
    return one[: len(one) - axes] + other[axes:]


def summed_by_letters(call: ArrayCall) -> Shape | None:
    """Return the shape of ``einsum`` with letters and an arrow."""
    letters = call.constant("subscripts")
    if not isinstance(letters, str) or "->" not in letters or "." in letters:
        return None
    before, _, after = letters.replace(" ", "").partition("->")
    found: dict[str, Length] = {}
    operands = call.rest
    words = before.split(",")
    if len(words) != len(operands):
        return None
    for word, operand in zip(words, operands, strict=True):
        shape = operand.shape
        if shape is not None and len(shape) == len(word):
            for letter, length in zip(word, shape, strict=True):
                known = found.get(letter)
                found[letter] = shapes.meet_lengths(known, length) if known != 1 else length
    return tuple(found.get(letter) for letter in after)


def kronecker(call: ArrayCall) -> Shape | None:
    """Return the shape of ``kron``."""
    arrays = [each.shape for each in call.arrays]
    return shapes.tiled(arrays[0], arrays[1]) if len(arrays) == 2 else None


def square_like_first(call: ArrayCall) -> Shape | None:
    """Return the shape of a function of square matrices."""
    shape = _first(call)
    return shape if shape is not None and len(shape) >= 2 else None


def inverse(call: ArrayCall) -> Shape | None:
    """Return the shape of ``pinv``."""
    return matrices_transposed(call)


def per_matrix(call: ArrayCall) -> Shape | None:
    """Return the shape of one number for each matrix."""
    shape = _first(call)
    return shape[:-2] if shape is not None and len(shape) >= 2 else None


def per_row(call: ArrayCall) -> Shape | None:
    """Return the shape of a vector for each square matrix: its eigenvalues."""
    shape = _first(call)
    return shape[:-1] if shape is not None and len(shape) >= 2 else None


def solved(call: ArrayCall) -> Shape | None:
    """Return the shape of a solution of equations: that of the right-hand side."""
    arrays = [each.shape for each in call.arrays]
    if len(arrays) != 2:
        return None
    matrix, right = arrays
    if matrix is None or right is None or len(matrix) != 2 or len(right) not in (1, 2):
        return None
    return right


def covariances(call: ArrayCall) -> Shape | None:
    """Return the shape of ``cov``: a row and a column for each variable."""
    shape, rowvar = _first(call), call.constant("rowvar", True)
    if shape is None or not isinstance(rowvar, bool) or call.gives("y"):
        return None
    length = 1 if len(shape) < 2 else shape[0] if rowvar else shape[1]
    if length == 1 or len(shape) > 2:
        return () if length == 1 and rowvar else None
    if not rowvar and not shapes.is_long(shape[0]):
        return None  # older releases of NumPy take one row for one variable all the same
    return (length, length) if shapes.is_long(length) else None


def norms(call: ArrayCall) -> Shape | None:
    """Return the shape of ``norm``."""
    return reduced(call)


def blocks(call: ArrayCall) -> Shape | None:
    """Return the shape of ``block_diag``."""
    rows: Length = 0
    columns_: Length = 0
    for each in call.arrays:
        shape = shapes.at_least(each.shape, 2)
        if shape is None or len(shape) != 2:
            return None
        rows, columns_ = shapes.plus(rows, shape[0]), shapes.plus(columns_, shape[1])
    return (rows, columns_) if call.arrays else None


# -- the rest ------------------------------------------------------------------------------------


def unknown(_: ArrayCall) -> Shape | None:
    """Return nothing: no shape is known for certain."""
    return None


def cast(call: ArrayCall) -> Shape | None:
    """Return the shape of ``float32(x)``: NumPy makes a number of an array of one element."""
    shape = _first(call)
    several = shape is not None and any(map(shapes.is_long, shape))
    return shape if call.host is False or shape == () or several else None


def sorted_along(call: ArrayCall) -> Shape | None:
    """Return the shape of ``sort``: flat where ``axis`` is None."""
    shape = _first(call)
    if shape is not None and call.constant("axis", -1) is None:
        return (shapes.size_of(shape),)
    return shape


def at_least_three(call: ArrayCall) -> Shape | None:
    """Return the shape of ``atleast_3d``, which puts axes on both sides."""
    shape = _first(call)
    if shape is None or len(shape) > 2:
        return shape
    return {0: (1, 1, 1), 1: (1, *shape, 1)}.get(len(shape), (*shape, 1))


def transformed(call: ArrayCall) -> Shape | None:
    """Return the shape of ``fft``."""
    return of_same_rank(call) if call.gives("n") else _first(call)


def drawn_of(*parameters: str) -> Transfer:
    """Return the transfer of draws of ``jax.random`` with these parameters."""

    def transfer(call: ArrayCall) -> Shape | None:
        given = call.get("shape")
        if given is not None:
            return wanted(given)
        if call.constant("shape", None) == ():
            given_shapes = [each.shape for name in parameters if (each := call.get(name))]
            return () if all(each == () for each in given_shapes) else None
        return _of_parameters(call, parameters)

    return transfer


def sized_of(*parameters: str) -> Transfer:
    """Return the transfer of draws of ``numpy.random`` with these parameters."""

    def transfer(call: ArrayCall) -> Shape | None:
        given = call.get("size")
        return wanted(given) if given is not None else _of_parameters(call, parameters)

    return transfer


def _of_parameters(call: ArrayCall, parameters: Sequence[str]) -> Shape | None:
    found = [call.get(parameter) for parameter in parameters]
    return shapes.broadcast([each.shape for each in found if each is not None])


def drawn_vectors(parameter: str) -> Transfer:
    """Return the transfer of draws of vectors: the batch asked for, and the parameter's axis."""

    def transfer(call: ArrayCall) -> Shape | None:
        of, given = call.get(parameter), call.get("shape")
        if of is None or not of.shape:
            return None
        batch = wanted(given) if given is not None else None
        return (*batch, of.shape[-1]) if batch is not None else None

    return transfer


def chosen_by(parameter: str) -> Transfer:
    """Return the transfer of ``categorical``: the shape of the logits but for one axis."""

    def transfer(call: ArrayCall) -> Shape | None:
        of, axis = call.get(parameter), call.axis(-1)
        if call.gives("shape"):
            return wanted(call.get("shape"))
        shape = of.shape if of is not None else None
        return shapes.without_axis(shape, axis) if shape is not None and axis is not None else None

    return transfer


def permuted(call: ArrayCall) -> Shape | None:
    """Return the shape of a permutation: of an array, or of the numbers below one."""
    given = call.get("x")
    if given is None:
        return None
    return (given.length,) if given.shape == () else given.shape


def spread(call: ArrayCall) -> Shape | None:
    """Return the shape of ``numpy.random.rand(3, 4)``."""
    return tuple(each.length for each in call.rest)
