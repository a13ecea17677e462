"""Rows of functions that move the elements of arrays, join arrays, or take parts of them."""

from __future__ import annotations

from typing import Any

from nplint.libraries.array_functions import dtype_transfers as dtypes
from nplint.libraries.array_functions import range_transfers as ranges
from nplint.libraries.array_functions import shape_transfers as shapes
from nplint.libraries.array_functions import structure_transfers as structures
from nplint.libraries.array_functions.array_function import (
    ArrayFunction,
    Operands,
    Result,
    named,
)


def _moves(words: str, shape: shapes.Transfer, **facets: Any) -> ArrayFunction:
    facets = {"range": ranges.kept, **facets}
    return ArrayFunction(named(words), 1, shape, dtypes.same, rounds=False, **facets)


def _takes(words: str, shape: shapes.Transfer, **facets: Any) -> ArrayFunction:
    facets = {"range": ranges.kept_inexact, **facets}
    return _moves(words, shape, **facets)


def _joins(words: str, shape: shapes.Transfer, **facets: Any) -> ArrayFunction:
    return ArrayFunction(
        named(words), Operands.LISTED, shape, dtypes.joined, ranges.of_any, rounds=False, **facets
    )


def _finds(
    words: str, shape: shapes.Transfer = shapes.vector, arrays: int = 1, **facets: Any
) -> ArrayFunction:
    return ArrayFunction(
        named(words), arrays, shape, dtypes.whole, ranges.counts, rounds=False, **facets
    )


ROWS = (
    _moves("jnp|np.reshape lax.reshape .reshape", shapes.reshaped),
    _moves("jnp|np.ravel .ravel", shapes.flat),
    _moves(".flatten", shapes.flat),
    _moves("jnp|np.squeeze lax.squeeze .squeeze", shapes.squeezed),
    _moves("jnp|np.expand_dims lax.expand_dims", shapes.expanded),
    _moves("jnp|np.transpose .transpose", shapes.transposed, structure=structures.transposed),
    _moves("lax.transpose", shapes.transposed),
    _moves("jnp|np.permute_dims", shapes.transposed),
    _moves(".T", shapes.transposed, structure=structures.transposed),
    _moves(
        "jnp|np.matrix_transpose .mT", shapes.matrices_transposed, structure=structures.transposed
    ),
    _moves("jnp|np.swapaxes .swapaxes", shapes.swapped),
    _moves("jnp|np.moveaxis", shapes.moved),
    _moves("jnp|np.broadcast_to lax.broadcast_to", shapes.broadcasted),
    _moves("lax.broadcast", shapes.in_front),
    _moves("jnp|np.flip", shapes.like_first),
    _moves("jnp|np.flipud", shapes.like_first),
    _moves("jnp|np.fliplr", shapes.like_first),
    _moves("jnp|np.roll", shapes.like_first),
    _moves("lax.rev", shapes.like_first),
    _moves("jnp|np.rot90", shapes.rotated),
    _moves("jnp|np.atleast_1d", shapes.at_least(1)),
    _moves("jnp|np.atleast_2d", shapes.at_least(2)),
    _moves("jnp|np.atleast_3d", shapes.at_least_three),
    _moves("jnp|np.tile", shapes.tiled),
    _moves("jnp|np.repeat .repeat", shapes.repeated, range=ranges.kept_inexact),
    _moves(
        "jnp|np.tril", shapes.like_first, range=ranges.zero_or, structure=structures.lower_triangle
    ),
    _moves(
        "jnp|np.triu", shapes.like_first, range=ranges.zero_or, structure=structures.upper_triangle
    ),
    _moves("jnp|np.diag", shapes.diagonal, range=ranges.diagonal, structure=structures.diagonal),
    _moves("jnp|np.diagflat", shapes.unknown, range=ranges.zero_or),
    _moves("jnp|np.diagonal .diagonal", shapes.diagonal_of, range=ranges.kept_inexact),
    _moves("jnp|np.pad", shapes.padded, range=ranges.padded),
    # Joining.
    _joins("jnp|np.concatenate|concat", shapes.concatenated),
    _joins("lax.concatenate", shapes.concatenated),
    _joins("jnp|np.stack", shapes.stacked),
    _joins("jnp|np.vstack|row_stack", shapes.stacked_along(2, 0)),
    _joins("jnp|np.hstack", shapes.stacked_along(1, 1)),
    _joins("jnp|np.dstack", shapes.unknown),
    _joins("jnp|np.column_stack", shapes.columns),
    _joins("jnp|np.block", shapes.unknown),
    ArrayFunction(
        named("jnp|np.append"), 2, shapes.appended, dtypes.joined, ranges.of_any, rounds=False
    ),
    ArrayFunction(
        named("jnp|np.split"),
        1,
        shapes.of_same_rank,
        dtypes.same,
        ranges.kept_inexact,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.array_split"),
        1,
        shapes.of_same_rank,
        dtypes.same,
        ranges.kept_inexact,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.hsplit"),
        1,
        shapes.of_same_rank,
        dtypes.same,
        ranges.kept_inexact,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.vsplit"),
        1,
        shapes.of_same_rank,
        dtypes.same,
        ranges.kept_inexact,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.broadcast_arrays"),
        Operands.ALL,
        shapes.elementwise,
        result=Result.SEVERAL,
        rounds=False,
    ),
    # Taking parts, and putting others into their places.
    _takes("jnp|np.take .take", shapes.taken, range=ranges.taken),
    _takes("jnp|np.take_along_axis", shapes.taken_along, range=ranges.taken),
    ArrayFunction(named("jnp|np.compress"), 2, dtype=dtypes.second, rounds=False),
    ArrayFunction(named("jnp|np.extract"), 2, shapes.vector, dtypes.second, rounds=False),
    _takes("lax.dynamic_slice", shapes.sliced),
    _takes("lax.dynamic_slice_in_dim", shapes.of_same_rank),
    _takes("lax.dynamic_index_in_dim", shapes.unknown),
    _takes("lax.slice", shapes.of_same_rank),
    _takes("lax.slice_in_dim", shapes.of_same_rank),
    _takes("lax.index_in_dim", shapes.unknown),
    _takes("jnp|np.delete", shapes.unknown),
    _takes("jnp|np.insert", shapes.unknown, range=ranges.anything),
    ArrayFunction(named("jnp|np.select"), Operands.NONE, rounds=False),
    ArrayFunction(named("jnp|np.choose"), 1, rounds=False),
    ArrayFunction(named("jnp|np.piecewise"), 1),
    ArrayFunction(
        named("lax.dynamic_update_slice"),
        2,
        shapes.like_first,
        dtypes.same,
        ranges.from_updates,
        rounds=False,
    ),
    ArrayFunction(
        named("lax.dynamic_update_slice_in_dim"),
        2,
        shapes.like_first,
        dtypes.same,
        ranges.from_updates,
        rounds=False,
    ),
    ArrayFunction(
        named("lax.dynamic_update_index_in_dim"),
        2,
        shapes.like_first,
        dtypes.same,
        ranges.from_updates,
        rounds=False,
    ),
    ArrayFunction(
        named("at.set"), 2, shapes.like_first, dtypes.same, ranges.from_updates, rounds=False
    ),
    *(
        ArrayFunction(named(f"at.{name}"), 2, shapes.like_first, dtypes.same)
        for name in ("add", "subtract", "multiply|mul", "divide", "power", "min", "max")
    ),
    ArrayFunction(named("at.get"), 1, dtype=dtypes.same, rounds=False),
    # Finding.
    _finds("jnp|np.searchsorted .searchsorted", shapes.like_second, 2),
    _finds("jnp|np.digitize", shapes.like_first),
    _finds("jnp|np.bincount", shapes.unknown, concrete=True, unless="length"),
    _finds("jnp|np.nonzero", result=Result.SEVERAL, concrete=True, unless="size"),
    _finds("jnp|np.flatnonzero", concrete=True, unless="size"),
    _finds("jnp|np.argwhere", shapes.unknown, concrete=True, unless="size"),
    _takes(
        "jnp|np.unique", shapes.unknown, concrete=True, unless="size", range=ranges.unique_values
    ),
    _takes("jnp|np.union1d", shapes.unknown, concrete=True, unless="size", range=ranges.anything),
    _takes("jnp|np.intersect1d", shapes.unknown, concrete=True, unless="size"),
    _takes("jnp|np.setdiff1d", shapes.unknown, concrete=True, unless="size"),
    ArrayFunction(named("jnp|np.interp"), 3, shapes.like_first, dtypes.unknown, ranges.ordinates),
    ArrayFunction(named("jnp|np.histogram"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jnp|np.convolve"), 2, shapes.vector),
    ArrayFunction(named("jnp|np.correlate"), 2, shapes.vector),
    ArrayFunction(named("jnp|np.polyval"), 2),
    ArrayFunction(named("jnp|np.polyfit"), 2),
    ArrayFunction(named("jnp|np.gradient"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jnp|np.apply_along_axis"), Operands.NONE),
    ArrayFunction(
        named(".item"),
        1,
        shapes.scalar,
        dtypes.unknown,
        ranges.kept,
        result=Result.HOST,
        rounds=False,
        concrete=True,
    ),
    ArrayFunction(
        named(".tolist"),
        1,
        shapes.unknown,
        dtypes.unknown,
        ranges.kept,
        result=Result.HOST,
        rounds=False,
        concrete=True,
    ),
)
