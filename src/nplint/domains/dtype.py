"""Dtypes of arrays: what their elements are, in how many bits, and whether other dtypes win.

``bits`` are those that are asked for. JAX stores what is asked for in 64 bits in 32 unless
``jax_enable_x64`` is set, so that 64 means "as wide as the setting allows" for its arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """Kinds of elements; of two kinds of numbers the later one holds the earlier one."""

    BOOL = 0
    INT = 1
    FLOAT = 2
    COMPLEX = 3
    KEY = 4
    STRING = 5
    OBJECT = 6

    @property
    def is_number(self) -> bool:
        """Tell whether arithmetic takes it."""
        return self <= Kind.COMPLEX


@dataclass(frozen=True, slots=True)
class Dtype:
    """What is known of a dtype; None is a dtype of which nothing is known.

    Parameters
    ----------
    kind
        The kind of the elements; an unsigned integer is an integer of unknown bits.
    bits
        The bits of one element, of a complex number those of one part; None if not known.
    weak
        True of Python's numbers and what is computed from them alone: others decide the width.
    """

    kind: Kind
    bits: int | None = None
    weak: bool = False

    def __repr__(self) -> str:
        return f"{'weak ' * self.weak}{self.kind.name.lower()}{self.bits or ''}"


BOOL = Dtype(Kind.BOOL, 8)
INT = Dtype(Kind.INT, 64)
FLOAT = Dtype(Kind.FLOAT, 64)
COMPLEX = Dtype(Kind.COMPLEX, 64)
KEY = Dtype(Kind.KEY)
WEAK_INT = Dtype(Kind.INT, 64, weak=True)
WEAK_FLOAT = Dtype(Kind.FLOAT, 64, weak=True)
WEAK_COMPLEX = Dtype(Kind.COMPLEX, 64, weak=True)

_NAMED = {
    "bool": BOOL,
    "bool_": BOOL,
    "int": INT,
    "int_": INT,
    "float": FLOAT,
    "float_": FLOAT,
    "double": FLOAT,
    "single": Dtype(Kind.FLOAT, 32),
    "half": Dtype(Kind.FLOAT, 16),
    "bfloat16": Dtype(Kind.FLOAT, 16),
    "complex": COMPLEX,
    "complex_": COMPLEX,
    "complex64": Dtype(Kind.COMPLEX, 32),
    "complex128": COMPLEX,
    **{f"int{bits}": Dtype(Kind.INT, bits) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": Dtype(Kind.INT) for bits in (8, 16, 32, 64)},
    **{f"float{bits}": Dtype(Kind.FLOAT, bits) for bits in (16, 32, 64)},
    "uint": Dtype(Kind.INT),
    "object": Dtype(Kind.OBJECT),
    "object_": Dtype(Kind.OBJECT),
    "str": Dtype(Kind.STRING),
    "str_": Dtype(Kind.STRING),
}


def named(name: str) -> Dtype | None:
    """Return the dtype of a name: ``float32``, ``int``, ``jnp.bool_`` without its module."""
    return _NAMED.get(name)


def of_constant(value: object) -> Dtype | None:
    """Return the dtype that a constant of Python has among arrays."""
    match value:
        case bool():
            return BOOL
        case int():
            return WEAK_INT
        case float():
            return WEAK_FLOAT
        case complex():
            return WEAK_COMPLEX
        case str() | bytes():
            return Dtype(Kind.STRING)
    return None


def is_within(one: Dtype | None, other: Dtype | None) -> bool:
    """Tell whether the first dtype says at least as much as the second."""
    if one is None or other is None:
        return other is None
    return one.kind == other.kind and (one == other or other.bits is None)


def join(one: Dtype | None, other: Dtype | None) -> Dtype | None:
    """Return what is known of a dtype that is either of two."""
    if one is None or other is None or one.kind != other.kind:
        return None
    return one if one == other else Dtype(one.kind)


# There are but three steps from a dtype to nothing known.
widen = join


def meet(one: Dtype | None, other: Dtype | None) -> Dtype | None:
    """Return what two facts say about one dtype; the first, where they contradict each other."""
    if one is None or other is None:
        return other if one is None else one
    return other if one.kind == other.kind and one.bits is None else one


def strong(dtype: Dtype | None) -> Dtype | None:
    """Return a dtype that other dtypes do not win over."""
    return Dtype(dtype.kind, dtype.bits) if dtype is not None and dtype.weak else dtype


def promote(dtypes: Iterable[Dtype | None], host: bool | None = False) -> Dtype | None:
    """Return the dtype of a computation with several arrays.

    Parameters
    ----------
    dtypes
        Those of the operands.
    host
        True for NumPy, which makes a float of 64 bits of an integer beside a float of 32; None if
        it may be either library.
    """
    found: Dtype | None = None
    for number, dtype in enumerate(dtypes):
        if dtype is None or not dtype.kind.is_number:
            return None
        found = dtype if number == 0 else _promoted(found, dtype, host)
        if found is None:
            return None
    return found


def _promoted(one: Dtype | None, other: Dtype, host: bool | None) -> Dtype | None:
    if one is None:
        return None
    if one == other:
        return one
    lesser, greater = sorted((one, other), key=lambda each: each.kind)
    if lesser.kind == greater.kind:
        if lesser.weak != greater.weak:
            return greater if lesser.weak else lesser
        return Dtype(one.kind, _wider(one.bits, other.bits, one.kind), one.weak and other.weak)
    if lesser.weak and greater.kind is not Kind.COMPLEX:
        return greater
    if greater.weak:  # whether the result is weak, too, depends on the function and the release
        kept = lesser.weak or lesser.kind is Kind.FLOAT
        return Dtype(greater.kind, lesser.bits if kept else None, lesser.weak)
    if lesser.kind is Kind.BOOL:
        return greater
    if lesser.kind is Kind.INT:
        return Dtype(greater.kind, greater.bits if greater.bits == 64 or host is False else None)
    return Dtype(greater.kind, _wider(lesser.bits, greater.bits, lesser.kind))


def _wider(one: int | None, other: int | None, kind: Kind) -> int | None:
    if one is None or other is None:
        return 64 if 64 in (one, other) and kind is not Kind.INT else None
    # Two floats of 16 bits are not always one dtype: then 32 bits hold both.
    return None if one == other == 16 and kind is Kind.FLOAT else max(one, other)


def floating(dtype: Dtype | None) -> Dtype | None:
    """Return the dtype that ``sin``, ``mean`` and division give for one: a float at least."""
    if dtype is None or not dtype.kind.is_number:
        return None
    if dtype.kind >= Kind.FLOAT:
        return dtype
    return Dtype(Kind.FLOAT, 64, weak=dtype.weak)


def real(dtype: Dtype | None) -> Dtype | None:
    """Return the dtype of the parts or of the absolute value of a number."""
    if dtype is None or not dtype.kind.is_number:
        return None
    return Dtype(Kind.FLOAT, dtype.bits, dtype.weak) if dtype.kind is Kind.COMPLEX else dtype


def canonical_bits(dtype: Dtype, x64: bool) -> int | None:
    """Return the bits in which JAX stores a dtype, with or without ``jax_enable_x64``."""
    if dtype.kind is Kind.BOOL or x64 or dtype.bits is None:
        return dtype.bits
    return min(dtype.bits, 32)
