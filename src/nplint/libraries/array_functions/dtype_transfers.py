"""Transfers of dtypes: from those of the arguments to that of the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from nplint.domains import dtype as dtypes
from nplint.domains.dtype import BOOL, FLOAT, INT, KEY, Dtype, Kind
from nplint.libraries.array_functions.array_call import ArrayCall, Operand

Transfer: TypeAlias = Callable[[ArrayCall], Dtype | None]


def given_dtype(operand: Operand) -> Dtype | None:
    """Return the dtype that an argument names: ``jnp.float32``, ``float``, ``"int32"``."""
    if isinstance(operand.constant, str):
        return dtypes.named(operand.constant)
    return dtypes.named(operand.name.rpartition(".")[2]) if operand.name else None


def or_asked(otherwise: Transfer, parameter: str = "dtype") -> Transfer:
    """Return the transfer that a ``dtype`` argument decides, and else another one."""

    def transfer(call: ArrayCall) -> Dtype | None:
        given = call.get(parameter)
        return given_dtype(given) if given is not None else otherwise(call)

    return transfer


def always(dtype: Dtype) -> Transfer:
    """Return the transfer of a function that always gives one dtype."""

    def transfer(_: ArrayCall) -> Dtype | None:
        return dtype

    return transfer


boolean = always(BOOL)
index = always(INT)
whole = always(Dtype(Kind.INT))
default_float = always(FLOAT)
key = always(KEY)


def same(call: ArrayCall) -> Dtype | None:
    """Return the dtype of the first array."""
    arrays = call.arrays
    return arrays[0].dtype if arrays else None


def strong(call: ArrayCall) -> Dtype | None:
    """Return the dtype of the first array, which others do not win over."""
    return dtypes.strong(same(call))


def promoted(call: ArrayCall) -> Dtype | None:
    """Return the dtype that all arrays are promoted to."""
    return dtypes.promote([each.dtype for each in call.arrays], call.host)


def numbers(call: ArrayCall) -> Dtype | None:
    """Return the dtype that arrays are promoted to, where they are numbers and no truth values."""
    found = promoted(call)
    return found if found is not None and found.kind is not Kind.BOOL else None


def floating(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``exp``: that of the promoted arrays, a float at least."""
    found = promoted(call)
    if found is None or found.kind >= Kind.FLOAT:
        return found
    truth = any(each.dtype is not None and each.dtype.kind is Kind.BOOL for each in call.arrays)
    if truth or found.bits != 64:  # a float of 32 bits for some libraries, of fewer for others
        return Dtype(Kind.FLOAT)
    return dtypes.floating(found)


def special(call: ArrayCall) -> Dtype | None:
    """Return the dtype of a special function: SciPy's compute with 64 bits beside a number."""
    found = floating(call)
    return Dtype(found.kind) if found is not None and call.host and found.bits != 64 else found


def strong_floating(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``mean``: a float that others do not win over."""
    return dtypes.strong(floating(call))


def real(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``abs``."""
    return dtypes.real(same(call))


def real_floating(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``std``: a real float."""
    return dtypes.real(strong_floating(call))


def summed(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``sum``: whole numbers become as wide as the setting allows."""
    found = dtypes.strong(same(call))
    if found is not None and found.kind <= Kind.INT:
        return INT if found.bits is not None else Dtype(Kind.INT)
    return found if found is not None and found.kind.is_number else None


def unknown(_: ArrayCall) -> Dtype | None:
    """Return nothing: no dtype is known for certain."""
    return None


def unsigned(_: ArrayCall) -> Dtype | None:
    """Return the dtype of whole numbers that are not negative."""
    return Dtype(Kind.INT)


def rounded(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``floor``: a float of a float; of whole numbers libraries differ."""
    found = same(call)
    return found if found is not None and found.kind is Kind.FLOAT else None


def power(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``**``."""
    return numbers(call)


def clipped(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``clip`` with bounds of the array's own dtype, or weaker ones."""
    found = same(call)
    bounds = [bound for name in ("min", "max") if (bound := call.get(name)) is not None]
    if found is None or any(each.dtype is None for each in bounds):
        return None
    promoted_to = dtypes.promote([found, *(each.dtype for each in bounds)], call.host)
    return found if promoted_to == found else None


def chosen(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``where``: that of both branches."""
    branches = call.arrays[1:]
    return dtypes.promote([each.dtype for each in branches], call.host) if branches else None


def second(call: ArrayCall) -> Dtype | None:
    """Return the dtype of the second array."""
    arrays = call.arrays
    return arrays[1].dtype if len(arrays) > 1 else None


def cumulated(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``cumsum``: that of floats; of whole numbers libraries differ."""
    found = dtypes.strong(same(call))
    return found if found is not None and found.kind in (Kind.FLOAT, Kind.COMPLEX) else None


def same_number(call: ArrayCall) -> Dtype | None:
    """Return the dtype of the first array, if it is of numbers and not of truth values."""
    found = same(call)
    return found if found is not None and found.kind is not Kind.BOOL else None


def made(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``array``: that of what it is given, an array or a number."""
    found = same(call)
    return Dtype(found.kind) if found is not None and found.weak else found


def put(call: ArrayCall) -> Dtype | None:
    """Return the dtype of what is put on a device."""
    return made(call)


def filling(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``full``: that of the number it is filled with."""
    given = call.get("fill_value")
    if given is None or given.dtype is None:
        return None
    return Dtype(given.dtype.kind) if given.dtype.weak else given.dtype


def counted(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``arange``: whole numbers if all that it is given are."""
    given = [call.get(name) for name in ("start", "stop", "step")]
    found = dtypes.promote([each.dtype for each in given if each is not None], call.host)
    return dtypes.strong(found) if found is not None and found.weak else None


def spaced(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``linspace``: a float at least."""
    found = floating(call)
    return dtypes.strong(found) if found is not None and found.weak else None


def strong_or_weak(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``zeros_like``: NumPy's arrays are never weak."""
    return same(call) if call.host is False else strong(call)


def joined(call: ArrayCall) -> Dtype | None:
    """Return the dtype of arrays that are joined."""
    return promoted(call)


def of_rest(call: ArrayCall) -> Dtype | None:
    """Return the dtype that the operands of ``einsum`` are promoted to."""
    return dtypes.promote([each.dtype for each in call.rest], call.host) if call.rest else None


def floating_matrix(call: ArrayCall) -> Dtype | None:
    """Return the dtype of a factor or solution: a float at least."""
    found = floating(call)
    return found if found is not None and (found.bits or 0) >= 32 else None


def strong_floating_mean(call: ArrayCall) -> Dtype | None:
    """Return the dtype of ``mean``: that of floats, and of whole numbers the widest float."""
    found = same(call)
    if found is None or not found.kind.is_number:
        return None
    if found.kind <= Kind.INT:
        return FLOAT if found.kind is Kind.INT and found.bits == 64 else Dtype(Kind.FLOAT)
    return dtypes.strong(found)
