"""Rows of functions that make arrays of numbers, or of other arrays with another dtype."""

from __future__ import annotations

from typing import Any

from nplint.domains.dtype import named as dtype_named
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
from nplint.libraries.array_functions.range_transfers import UNIT_RANGE

_asked = dtypes.or_asked


def _makes(
    words: str,
    shape: shapes.Transfer,
    dtype: dtypes.Transfer,
    range: ranges.Transfer,
    **facets: Any,
) -> ArrayFunction:
    return ArrayFunction(named(words), Operands.NONE, shape, dtype, range, rounds=False, **facets)


def _like(words: str, range: ranges.Transfer) -> ArrayFunction:
    return ArrayFunction(
        named(words),
        1,
        shapes.like_first_or_asked,
        _asked(dtypes.strong_or_weak),
        range,
        rounds=False,
    )


def _cast(name: str) -> ArrayFunction:
    dtype = dtype_named(name)
    assert dtype is not None
    range = ranges.floats if name in ("float32", "float64") else ranges.anything
    return ArrayFunction(
        named(f"jnp|np.{name}"),
        1,
        shapes.cast,
        dtypes.always(dtype),
        range,
        elementwise=True,
        rounds=False,
    )


ROWS = (
    _makes("jnp|np.zeros", shapes.asked, _asked(dtypes.default_float), ranges.constant(0.0)),
    _makes("jnp|np.ones", shapes.asked, _asked(dtypes.default_float), ranges.constant(1.0)),
    _makes("jnp|np.empty", shapes.asked, _asked(dtypes.default_float), ranges.anything),
    _makes("jnp|np.full lax.full", shapes.asked, _asked(dtypes.filling), ranges.filled),
    _like("jnp|np.zeros_like", ranges.constant(0.0)),
    _like("jnp|np.ones_like", ranges.constant(1.0)),
    _like("jnp|np.empty_like", ranges.anything),
    ArrayFunction(
        named("jnp|np.full_like lax.full_like"),
        1,
        shapes.like_first_or_asked,
        _asked(dtypes.strong_or_weak),
        ranges.filled_like,
        rounds=False,
    ),
    _makes(
        "jnp|np.eye",
        shapes.square,
        _asked(dtypes.default_float),
        UNIT_RANGE,
        structure=structures.identity,
    ),
    _makes(
        "jnp|np.identity",
        shapes.square,
        _asked(dtypes.default_float),
        UNIT_RANGE,
        structure=structures.identity,
    ),
    _makes("jnp|np.tri", shapes.square, _asked(dtypes.unknown), UNIT_RANGE),
    _makes("jnp|np.arange", shapes.counted, _asked(dtypes.counted), ranges.counted),
    _makes("lax.iota", shapes.vector_of("size"), dtypes.unknown, ranges.counts),
    _makes("lax.broadcasted_iota", shapes.asked, dtypes.unknown, ranges.counts),
    ArrayFunction(
        named("jnp|np.linspace"), 2, shapes.spaced, _asked(dtypes.spaced), ranges.between_ends
    ),
    ArrayFunction(
        named("jnp|np.logspace"), 2, shapes.spaced, _asked(dtypes.spaced), ranges.powers_between
    ),
    ArrayFunction(named("jnp|np.geomspace"), 2, shapes.spaced, _asked(dtypes.spaced)),
    ArrayFunction(named("jnp|np.meshgrid"), Operands.ALL, result=Result.SEVERAL, rounds=False),
    ArrayFunction(named("jnp|np.indices"), Operands.NONE, range=ranges.counts, rounds=False),
    ArrayFunction(named("jnp|np.vander"), 1),
    ArrayFunction(named("jnp|np.fromfunction"), Operands.NONE),
    ArrayFunction(
        named("jnp|np.tril_indices"),
        Operands.NONE,
        shapes.vector,
        dtypes.index,
        ranges.counts,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.triu_indices"),
        Operands.NONE,
        shapes.vector,
        dtypes.index,
        ranges.counts,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.diag_indices"),
        Operands.NONE,
        shapes.vector,
        dtypes.index,
        ranges.counts,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.tril_indices_from"),
        1,
        shapes.vector,
        dtypes.index,
        ranges.counts,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.triu_indices_from"),
        1,
        shapes.vector,
        dtypes.index,
        ranges.counts,
        result=Result.SEVERAL,
        rounds=False,
    ),
    ArrayFunction(
        named("nn.one_hot"), 1, shapes.one_hot, _asked(dtypes.unknown), UNIT_RANGE, rounds=False
    ),
    # Transparent ones.
    ArrayFunction(
        named("jnp|np.array"),
        1,
        shapes.like_first,
        _asked(dtypes.made),
        ranges.cast,
        structures.kept,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.asarray lax.asarray"),
        1,
        shapes.like_first,
        _asked(dtypes.made),
        ranges.cast,
        structures.kept,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.copy .copy"),
        1,
        shapes.like_first,
        dtypes.made,
        ranges.kept,
        structures.kept,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.astype .astype"),
        1,
        shapes.like_first,
        _asked(dtypes.unknown),
        ranges.cast,
        rounds=False,
        elementwise=True,
    ),
    ArrayFunction(
        named("lax.convert_element_type"),
        1,
        shapes.like_first,
        _asked(dtypes.unknown, "new_dtype"),
        rounds=False,
        elementwise=True,
    ),
    ArrayFunction(
        named("lax.stop_gradient"),
        1,
        shapes.like_first,
        dtypes.same,
        ranges.kept,
        structures.kept,
        elementwise=True,
        rounds=False,
    ),
    ArrayFunction(
        named("jax.device_put"),
        1,
        shapes.like_first,
        dtypes.put,
        ranges.kept,
        structures.kept,
        rounds=False,
    ),
    ArrayFunction(
        named("jax.device_get"),
        1,
        shapes.like_first,
        dtypes.unknown,
        ranges.kept,
        structures.kept,
        rounds=False,
        concrete=True,
    ),
    ArrayFunction(
        named(".block_until_ready"),
        1,
        shapes.like_first,
        dtypes.same,
        ranges.kept,
        structures.kept,
        rounds=False,
    ),
    *map(
        _cast,
        (
            "float16",
            "float32",
            "float64",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint32",
            "bool_",
            "complex64",
        ),
    ),
)
