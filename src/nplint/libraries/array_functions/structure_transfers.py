"""Transfers of structure: from that of the arguments to that of the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from nplint.domains import structure as structures
from nplint.domains.interval import Interval
from nplint.domains.shape import Shape
from nplint.domains.structure import UNSTRUCTURED, Form, Structure
from nplint.libraries.array_functions.array_call import ArrayCall, Operand
from nplint.libraries.array_functions.shape_transfers import covariances

Transfer: TypeAlias = Callable[[ArrayCall], Structure]


def kept(call: ArrayCall) -> Structure:
    """Return the structure of the first array, which the result is."""
    arrays = call.arrays
    return arrays[0].structure if arrays else UNSTRUCTURED


def scaled_by_minus_one(call: ArrayCall) -> Structure:
    """Return the structure of the negative."""
    return kept(call) & {
        Form.DIAGONAL,
        Form.LOWER_TRIANGULAR,
        Form.UPPER_TRIANGULAR,
        Form.SYMMETRIC,
        Form.ZERO_SUM,
    }


def of_form(*forms: Form) -> Transfer:
    """Return the transfer of a function that gives matrices or vectors of some forms."""
    known = structures.structure(*forms)

    def transfer(_: ArrayCall) -> Structure:
        return known

    return transfer


def along_last(form: Form, otherwise: object = -1) -> Transfer:
    """Return the transfer of a function that gives a form along ``axis``, if that is the last."""

    def transfer(call: ArrayCall) -> Structure:
        arrays = call.arrays
        shape = arrays[0].shape if arrays else None
        axis = call.constant("axis", otherwise)
        if call.gives("where", "descending") or not isinstance(axis, int):
            return UNSTRUCTURED
        last = axis == -1 or (shape is not None and bool(shape) and axis == len(shape) - 1)
        return structures.structure(form) if last and shape != () else UNSTRUCTURED

    return transfer


def cumulated(call: ArrayCall) -> Structure:
    """Return the structure of ``cumsum`` along the last axis: ordered for positive numbers."""
    arrays = call.arrays
    shape = arrays[0].shape if arrays else None
    axis = call.constant("axis")
    if not arrays or not shape or axis not in (-1, len(shape) - 1):
        return UNSTRUCTURED
    found = arrays[0].range
    if not found.is_finite or found.low < 0.0:
        return UNSTRUCTURED
    if found.low > 0.0 or found.low_open:
        return structures.structure(Form.POSITIVE_ORDERED)
    return structures.structure(Form.SORTED)


def factor(call: ArrayCall) -> Structure:
    """Return the structure of ``cholesky``."""
    if call.constant("lower", True) is not True or call.constant("upper", False) is not False:
        return UNSTRUCTURED
    arrays = call.arrays
    of_correlation = bool(arrays) and Form.CORR_MATRIX in arrays[0].structure
    corr = [Form.CORR_CHOLESKY] if of_correlation else []
    return structures.structure(Form.LOWER_CHOLESKY, *corr)


def diagonal(call: ArrayCall) -> Structure:
    """Return the structure of ``diag`` of a vector."""
    arrays = call.arrays
    shape = arrays[0].shape if arrays else None
    if shape is None or len(shape) != 1 or call.constant("k", 0) != 0:
        return UNSTRUCTURED
    positive = (
        [Form.POSITIVE_DEFINITE, Form.LOWER_CHOLESKY] if _is_positive(arrays[0].range) else []
    )
    return structures.structure(Form.DIAGONAL, *positive)


def identity(call: ArrayCall) -> Structure:
    """Return the structure of ``eye(n)``."""
    if call.gives("M") or call.constant("k", 0) != 0:
        return UNSTRUCTURED
    return structures.structure(Form.DIAGONAL, Form.CORR_MATRIX, Form.CORR_CHOLESKY)


def covariance(call: ArrayCall) -> Structure:
    """Return the structure of ``cov``."""
    if call.gives("fweights", "aweights", "y", "ddof", "bias"):
        return UNSTRUCTURED
    return structures.structure(Form.SYMMETRIC) if covariances(call) else UNSTRUCTURED


def lower_triangle(call: ArrayCall) -> Structure:
    """Return the structure of ``tril``."""
    shift = call.constant("k", 0)
    if not isinstance(shift, int) or shift > 0:
        return UNSTRUCTURED
    return structures.structure(Form.LOWER_TRIANGULAR)


def upper_triangle(call: ArrayCall) -> Structure:
    """Return the structure of ``triu``."""
    shift = call.constant("k", 0)
    if not isinstance(shift, int) or shift < 0:
        return UNSTRUCTURED
    return structures.structure(Form.UPPER_TRIANGULAR)


def transposed(call: ArrayCall) -> Structure:
    """Return the structure of a matrix whose axes are exchanged."""
    arrays = call.arrays
    shape = arrays[0].shape if arrays else None
    if shape is None or len(shape) != 2 or call.gives("axis") or call.rest:
        return UNSTRUCTURED
    return structures.transposed(arrays[0].structure)


def product(call: ArrayCall) -> Structure:
    """Return the structure of ``a @ b``: of triangles, and of factors scaled by a diagonal."""
    arrays = call.arrays
    if len(arrays) != 2:
        return UNSTRUCTURED
    left, right = arrays
    shapes = (left.shape, right.shape)
    if any(shape is None or len(shape) < 2 for shape in shapes):
        return UNSTRUCTURED
    found = structures.product(left.structure, right.structure)
    if Form.DIAGONAL in left.structure:
        positive = Form.LOWER_CHOLESKY in left.structure
        found = structures.meet(found, structures.rows_scaled(right.structure, positive))
    elif Form.DIAGONAL in right.structure:
        positive = Form.LOWER_CHOLESKY in right.structure
        found = structures.meet(found, structures.columns_scaled(left.structure, positive))
    return found


def multiplied(call: ArrayCall) -> Structure:
    """Return the structure of ``a * b``: of a matrix whose rows or columns are scaled."""
    arrays = call.arrays
    if len(arrays) != 2:
        return UNSTRUCTURED
    for matrix, scale in (arrays, arrays[::-1]):
        if matrix.structure and matrix.shape is not None and len(matrix.shape) == 2:
            return _scaled(matrix, scale)
    return UNSTRUCTURED


def _scaled(matrix: Operand, scale: Operand) -> Structure:
    shape: Shape | None = scale.shape
    positive = _is_positive(scale.range)
    if shape == ():
        kept_forms = matrix.structure & {
            Form.DIAGONAL,
            Form.LOWER_TRIANGULAR,
            Form.UPPER_TRIANGULAR,
            Form.SYMMETRIC,
        }
        forms = structures.rows_scaled(matrix.structure, positive) | kept_forms
        definite = matrix.structure & {Form.POSITIVE_DEFINITE, Form.POSITIVE_SEMIDEFINITE}
        return forms | definite if positive else forms
    if shape is None:
        return UNSTRUCTURED
    if len(shape) == 2 and shape[1] == 1:
        return structures.rows_scaled(matrix.structure, positive)
    if len(shape) == 1:
        return structures.columns_scaled(matrix.structure, positive)
    return UNSTRUCTURED


def added(call: ArrayCall) -> Structure:
    """Return the structure of ``a + b``, two matrices of one shape."""
    arrays = call.arrays
    if len(arrays) != 2:
        return UNSTRUCTURED
    left, right = arrays
    if left.shape is None or left.shape != right.shape or None in left.shape:
        return UNSTRUCTURED
    return structures.matrix_sum(left.structure, right.structure)


def _is_positive(found: Interval) -> bool:
    return found.is_finite and (found.low > 0.0 or (found.low == 0.0 and found.low_open))
