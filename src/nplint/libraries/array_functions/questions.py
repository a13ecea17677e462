"""Rows of functions that say something of an array's type, and nothing of its values."""

from __future__ import annotations

from nplint.libraries.array_functions import range_transfers as ranges
from nplint.libraries.array_functions import shape_transfers as shapes
from nplint.libraries.array_functions.array_function import (
    ArrayFunction,
    Operands,
    Result,
    named,
)


def _asks(words: str, arrays: int | Operands = 1) -> ArrayFunction:
    return ArrayFunction(named(words), arrays, result=Result.HOST, rounds=False)


def _counts(words: str) -> ArrayFunction:
    return ArrayFunction(
        named(words), 1, shapes.scalar, range=ranges.counts, result=Result.HOST, rounds=False
    )


ROWS = (
    _asks("jnp|np.shape .shape"),
    _counts("jnp|np.ndim .ndim"),
    _counts("jnp|np.size .size"),
    _counts("builtins.len"),
    ArrayFunction(
        named("builtins.float|int|bool"),
        1,
        shapes.scalar,
        result=Result.HOST,
        rounds=False,
        concrete=True,
    ),
    _asks(".dtype .nbytes .itemsize"),
    _asks("jnp|np.result_type", Operands.ALL),
    _asks("jnp|np.promote_types", Operands.NONE),
    _asks("jnp|np.can_cast", Operands.NONE),
    _asks("jnp|np.issubdtype", Operands.NONE),
    _asks("jnp|np.isscalar"),
    _asks("jnp|np.iscomplexobj"),
    _asks("jnp|np.isrealobj"),
    _asks("jnp|np.broadcast_shapes lax.broadcast_shapes", Operands.NONE),
    _asks("jnp|np.finfo", Operands.NONE),
    _asks("jnp|np.iinfo", Operands.NONE),
    _asks("jnp|np.dtype", Operands.NONE),
    ArrayFunction(named("jnp|np.allclose"), 2, range=ranges.truth),
    ArrayFunction(named("jnp|np.array_equal"), 2, range=ranges.truth, rounds=False),
)
