"""Rows of products, factors and solutions of equations."""

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


def _product(
    words: str, shape: shapes.Transfer, arrays: int | Operands = 2, **facets: Any
) -> ArrayFunction:
    return ArrayFunction(named(words), arrays, shape, dtypes.promoted, **facets)


def _matrix(words: str, shape: shapes.Transfer, arrays: int = 1, **facets: Any) -> ArrayFunction:
    return ArrayFunction(named(words), arrays, shape, dtypes.floating_matrix, **facets)


ROWS = (
    _product(
        "jnp|np.matmul @",
        shapes.product,
        range=ranges.products_summed,
        structure=structures.product,
    ),
    _product(
        "jnp|np.dot .dot", shapes.dotted, range=ranges.products_summed, structure=structures.product
    ),
    _product("lax.dot", shapes.product, range=ranges.products_summed),
    _product("jnp|np.vdot", shapes.scalar, range=ranges.products_summed),
    _product("jnp|np.inner", shapes.inner, range=ranges.products_summed),
    _product("jnp|np.outer", shapes.outer, range=ranges.multiplied),
    _product("jnp|np.kron", shapes.kronecker, range=ranges.multiplied),
    _product("jnp|np.tensordot", shapes.contracted, range=ranges.products_summed),
    _product("jnp|np.cross", shapes.unknown),
    ArrayFunction(
        named("jnp|np.einsum"),
        Operands.NONE,
        shapes.summed_by_letters,
        dtypes.of_rest,
        ranges.summed_by_letters,
    ),
    ArrayFunction(named("jla|nla.multi_dot"), Operands.LISTED, dtype=dtypes.promoted),
    ArrayFunction(named("jla|nla.matrix_power"), 1, shapes.square_like_first),
    ArrayFunction(named("jnp|np.trace .trace"), 1, shapes.traced, dtypes.unknown),
    # Factors, inverses and equations.
    _matrix(
        "jla|nla.cholesky jsl|sl.cholesky lax.linalg.cholesky",
        shapes.square_like_first,
        structure=structures.factor,
        factorises=True,
    ),
    _matrix("jla|nla.inv jsl|sl.inv", shapes.square_like_first, factorises=True),
    _matrix("jla|nla.pinv", shapes.inverse),
    _matrix("jla|nla.det jsl|sl.det", shapes.per_matrix),
    ArrayFunction(
        named("jla|nla.slogdet"),
        1,
        shapes.per_matrix,
        dtypes.floating_matrix,
        result=Result.SEVERAL,
    ),
    _matrix("jla|nla.eigvalsh", shapes.per_row),
    ArrayFunction(named("jla|nla.eigh jsl|sl.eigh"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jla|nla.eig"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jla|nla.svd jsl|sl.svd"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jla|nla.qr jsl|sl.qr"), 1, result=Result.SEVERAL),
    ArrayFunction(named("jla|nla.lstsq"), 2, result=Result.SEVERAL),
    _matrix("jla|nla.solve", shapes.solved, 2, factorises=True),
    _matrix("jsl|sl.solve", shapes.solved, 2, factorises=True),
    _matrix("jsl|sl.solve_triangular", shapes.solved, 2),
    ArrayFunction(named("jsl|sl.cho_factor"), 1, result=Result.SEVERAL, factorises=True),
    ArrayFunction(named("jsl|sl.cho_solve"), Operands.NONE),
    ArrayFunction(named("jsl|sl.expm"), 1, shapes.square_like_first),
    ArrayFunction(named("jsl|sl.toeplitz"), 1),
    ArrayFunction(
        named("jsl|sl.block_diag"),
        Operands.ALL,
        shapes.blocks,
        dtypes.unknown,
        ranges.blocks,
        rounds=False,
    ),
    ArrayFunction(
        named("jnp|np.cov"), 1, shapes.covariances, dtypes.unknown, structure=structures.covariance
    ),
    ArrayFunction(
        named("jnp|np.corrcoef"),
        1,
        shapes.covariances,
        dtypes.unknown,
        structure=structures.covariance,
    ),
    # Of waves.
    ArrayFunction(named("jfft|nfft.fft"), 1, shapes.transformed, dtypes.unknown),
    ArrayFunction(named("jfft|nfft.ifft"), 1, shapes.transformed, dtypes.unknown),
    ArrayFunction(named("jfft|nfft.rfft"), 1, shapes.of_same_rank, dtypes.unknown),
    ArrayFunction(named("jfft|nfft.irfft"), 1, shapes.of_same_rank, dtypes.unknown),
    ArrayFunction(named("jfft|nfft.fftfreq"), Operands.NONE, shapes.vector_of("n")),
    ArrayFunction(named("jfft|nfft.rfftfreq"), Operands.NONE, shapes.vector),
    ArrayFunction(
        named("jfft|nfft.fftshift"), 1, shapes.like_first, dtypes.same, ranges.kept, rounds=False
    ),
    ArrayFunction(
        named("jfft|nfft.ifftshift"), 1, shapes.like_first, dtypes.same, ranges.kept, rounds=False
    ),
)
