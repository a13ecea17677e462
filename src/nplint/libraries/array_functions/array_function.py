"""The row of the table: one array function under all its names, with what it does to each facet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from nplint.domains.dtype import Dtype
from nplint.domains.interval import ANYTHING, Interval
from nplint.domains.shape import Shape
from nplint.domains.structure import UNSTRUCTURED, Structure

# They take an ``ArrayCall``.
ShapeTransfer: TypeAlias = Callable[..., Shape | None]
DtypeTransfer: TypeAlias = Callable[..., Dtype | None]
RangeTransfer: TypeAlias = Callable[..., Interval]
StructureTransfer: TypeAlias = Callable[..., Structure]

# Modules as rows write them.
_MODULES = {
    "jnp": "jax.numpy",
    "np": "numpy",
    "nn": "jax.nn",
    "lax": "jax.lax",
    "jsp": "jax.scipy.special",
    "sp": "scipy.special",
    "jla": "jax.numpy.linalg",
    "nla": "numpy.linalg",
    "jsl": "jax.scipy.linalg",
    "sl": "scipy.linalg",
    "jr": "jax.random",
    "nr": "numpy.random",
    "jfft": "jax.numpy.fft",
    "nfft": "numpy.fft",
    "jss": "jax.scipy.stats",
    "ss": "scipy.stats",
    "jax": "jax",
    "math": "math",
    "builtins": "builtins",
}


class Result(Enum):
    """What a function gives."""

    ARRAY = "an array of the library whose function it is"
    HOST = "a value of Python, also inside a trace: a shape, a rank, a dtype"
    KEY = "a random key, or several"
    SEVERAL = "a tuple or list of arrays; the facets are those of each"


class Operands(Enum):
    """Which arguments are arrays, where it is not the first few."""

    ALL = "all positional arguments"
    LISTED = "the entries of the list that is the first argument"
    NONE = "none"


def _nothing(_: object) -> None:
    return None


def _any_range(_: object) -> Interval:
    return ANYTHING


def _unstructured(_: object) -> Structure:
    return UNSTRUCTURED


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """An array function.

    Parameters
    ----------
    names
        All its names: ``jax.numpy.sum``, ``.sum`` for the method, ``+`` for the operator.
    arrays
        How many of the first parameters are the arrays it computes with.
    shape, dtype, range, structure
        The transfers: facets of the arguments to that of the result. One that is not known for
        certain is left out, and gives unknown.
    result
        What it gives.
    elementwise
        True if each element of the result is computed from one element of each operand.
    rounds
        False if it makes an array, moves its elements or chooses among them, without arithmetic:
        no compiler gets other bits.
    concrete
        True if it needs the values of its arguments, and so fails on a tracer.
    unless
        The parameter that makes up for that: ``size`` of ``jnp.nonzero``.
    factorises
        True if it factors or inverts its first array, which must not be nearly singular.
    """

    names: tuple[str, ...]
    arrays: int | Operands = 1
    shape: ShapeTransfer = _nothing
    dtype: DtypeTransfer = _nothing
    range: RangeTransfer = _any_range
    structure: StructureTransfer = _unstructured
    result: Result = Result.ARRAY
    elementwise: bool = False
    rounds: bool = True
    concrete: bool = False
    unless: str = ""
    factorises: bool = False

    def __repr__(self) -> str:
        return f"<ArrayFunction {self.title}>"

    @property
    def title(self) -> str:
        """The last part of its first name."""
        return self.names[0].rpartition(".")[2]


def named(words: str) -> tuple[str, ...]:
    """Return the dotted names that a row writes in short: ``jnp|np.abs|absolute .abs``."""
    found: list[str] = []
    for word in words.split():
        modules, dot, lasts = word.rpartition(".")
        if not dot:
            found.append(word)
            continue
        for module in modules.split("|"):
            head, _, rest = module.partition(".")
            path = ".".join([part for part in (_MODULES.get(head, head), rest) if part])
            found += [f"{path}.{last}" for last in lasts.split("|")]
    return tuple(found)
