"""A call of an array function: the facets of its arguments, by parameter."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol

from nplint.domains.dtype import Dtype
from nplint.domains.interval import Interval
from nplint.domains.shape import Length, Shape, normal_axes
from nplint.domains.structure import Structure
from nplint.libraries.array_functions.array_function import ArrayFunction, Operands
from nplint.numpyro_api.signatures import Signature


class _NotConstant:
    def __repr__(self) -> str:
        return "NOT_CONSTANT"


NOT_CONSTANT: Final = _NotConstant()


class Operand(Protocol):
    """What is known of an argument; each facet is worked out when it is asked for."""

    @property
    def shape(self) -> Shape | None:
        """The shape of the array that it is."""

    @property
    def dtype(self) -> Dtype | None:
        """The dtype of the array that it is."""

    @property
    def range(self) -> Interval:
        """The range of its elements."""

    @property
    def structure(self) -> Structure:
        """The structure of its last axes."""

    @property
    def constant(self) -> object:
        """The constant of Python that it is, a tuple of them too; else ``NOT_CONSTANT``."""

    @property
    def length(self) -> Length:
        """The whole number that it is, as far as that is known: ``y.shape[0]``."""

    @property
    def lengths(self) -> Shape | None:
        """The whole numbers that it holds, if it is a list or tuple of them; else None."""

    @property
    def items(self) -> Sequence[Operand] | None:
        """The entries of the list or tuple that it is; else None."""

    @property
    def name(self) -> str:
        """The dotted name of what it is outside of the project: ``jax.numpy.float32``."""


# Older and newer names of one parameter.
_RENAMED = {
    "a_min": "min",
    "a_max": "max",
    "newshape": "shape",
    "new_sizes": "shape",
    "dimensions": "shape",
    "sizes": "shape",
    "target_shape": "shape",
    "interpolation": "method",
    "seed": "key",
    "start_or_stop": "start",
    "value": "fill_value",
    "num_classes": "classes",
    "axes": "axis",
    "dim": "axis",
    "dimension": "axis",
    "permutation": "axis",
}


class ArrayCall:
    """A call of an array function with its arguments bound to parameters.

    Parameters
    ----------
    function
        The row.
    name
        The name by which it is called.
    signature
        How that name is called; None where nobody knows.
    positional, keywords
        The arguments; of a method the first is the array, of an operator all are.
    independent
        Whether any value of one operand may meet any of the others, because no site is behind
        two of them.
    """

    __slots__ = ("_arguments", "function", "independent", "name", "rest", "signature")

    def __init__(
        self,
        function: ArrayFunction,
        name: str,
        signature: Signature | None,
        positional: Sequence[Operand],
        keywords: Mapping[str, Operand],
        independent: bool = False,
    ) -> None:
        self.function, self.name, self.signature = function, name, signature
        self.independent = independent
        arguments: dict[str, Operand] = {}
        places = signature.positions if signature is not None else []
        self.rest = list(positional[len(places) :])
        for place, operand in zip(places, positional, strict=False):
            arguments[_RENAMED.get(place, place)] = operand
        for keyword, operand in keywords.items():
            arguments[_RENAMED.get(keyword, keyword)] = operand
        self._arguments = arguments

    @property
    def host(self) -> bool | None:
        """Whether NumPy or Python computes it; None of operators and methods, which both have."""
        if self.name.startswith("jax."):
            return False
        return True if self.name.startswith(("numpy.", "scipy.", "math.", "builtins.")) else None

    @property
    def arrays(self) -> list[Operand]:
        """The arrays that it computes with; none where one of them is not seen."""
        wanted = self.function.arrays
        if "." not in self.name:  # an operator, of which several may stand in a chain
            return list(self.rest)
        if wanted is Operands.NONE:
            return []
        if wanted is Operands.LISTED:
            first = self._at(0)
            return list(first.items or ()) if first is not None else []
        if wanted is Operands.ALL:
            return [*self._arguments.values(), *self.rest]
        assert isinstance(wanted, int)
        found = [self._at(place) for place in range(wanted)]
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else []

    def _at(self, place: int) -> Operand | None:
        """Return the argument of a parameter by its position."""
        places = self.signature.positions if self.signature is not None else []
        if place < len(places):
            return self._arguments.get(_RENAMED.get(places[place], places[place]))
        place -= len(places)
        return self.rest[place] if place < len(self.rest) else None

    def get(self, parameter: str) -> Operand | None:
        """Return the argument of a parameter; None for none, and for a constant None."""
        found = self._arguments.get(parameter)
        return found if found is not None and found.constant is not None else None

    def gives(self, *parameters: str) -> bool:
        """Tell whether one of some parameters gets an argument."""
        return any(self.get(parameter) is not None for parameter in parameters)

    def constant(self, parameter: str, otherwise: object = NOT_CONSTANT) -> object:
        """Return the constant that a parameter has, by the call or by its default.

        ``otherwise`` stands for a parameter that has neither an argument nor a default.
        """
        given = self._arguments.get(parameter)
        if given is None:
            return self._default(parameter, otherwise)
        if given.constant is NOT_CONSTANT and given.lengths is not None:
            return given.lengths if all(isinstance(n, int) for n in given.lengths) else NOT_CONSTANT
        if given.constant is NOT_CONSTANT and isinstance(given.length, int):
            return given.length
        return given.constant

    def _default(self, parameter: str, otherwise: object) -> object:
        for each in self.signature or ():
            if _RENAMED.get(each.name, each.name) == parameter and each.default:
                return _constant(each.default)
        return otherwise

    def axes(self, rank: int, otherwise: object = None) -> list[int] | None:
        """Return the axes that ``axis`` names, counted from the front; None where it is unknown.

        ``otherwise`` is the axis of a function whose signature says none; None means all.
        """
        axis = self.constant("axis", otherwise)
        if axis is None:
            return list(range(rank))
        if isinstance(axis, int):
            axis = (axis,)
        if not isinstance(axis, tuple) or not all(isinstance(each, int) for each in axis):
            return None
        return normal_axes(axis, rank)

    def axis(self, otherwise: object = NOT_CONSTANT) -> int | None:
        """Return the one axis that ``axis`` names; None where that is not known."""
        axis = self.constant("axis", otherwise)
        return axis if isinstance(axis, int) else None


@lru_cache(maxsize=256)
def _constant(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return NOT_CONSTANT
