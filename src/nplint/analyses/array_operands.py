"""Arguments of array functions: what the values say, whichever facet an analysis adds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from nplint.domains.dtype import Dtype
from nplint.domains.interval import ANYTHING, Interval
from nplint.domains.shape import Length, Shape
from nplint.domains.structure import UNSTRUCTURED, Structure
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import NOT_CONSTANT, Operand
from nplint.semantic.values import BoundExpr, Container, External, Literal, Values


class ArrayOperand(ABC):
    """An argument of an array function, of which no facet is known yet.

    Parameters
    ----------
    values
        What it may be.
    bound
        The expression, if it is the value of one.
    """

    def __init__(self, values: Values, bound: BoundExpr | None = None) -> None:
        self.values, self.bound = values, bound

    @abstractmethod
    def entry(self, bound: BoundExpr) -> Operand:
        """Return an entry of a list as an argument of the same kind."""

    @property
    def shape(self) -> Shape | None:
        """The shape of the array that it is."""
        return None

    @property
    def dtype(self) -> Dtype | None:
        """The dtype of the array that it is."""
        return None

    @property
    def range(self) -> Interval:
        """The range of its elements."""
        return ANYTHING

    @property
    def structure(self) -> Structure:
        """The structure of its last axes."""
        return UNSTRUCTURED

    @property
    def length(self) -> Length:
        """The whole number that it is, as far as that is known."""
        return None

    @property
    def lengths(self) -> Shape | None:
        """The whole numbers that it holds, if it is a list or tuple of them."""
        return None

    @property
    def constant(self) -> object:
        """The constant of Python that it is, else ``NOT_CONSTANT``."""
        found = [each.value for each in self.values if isinstance(each, Literal)]
        same = len(found) == len(self.values) and len(set(map(repr, found))) == 1
        return found[0] if same else NOT_CONSTANT

    @property
    def items(self) -> Sequence[Operand] | None:
        """The entries of the list or tuple that it is; else None."""
        given = self.values[0] if len(self.values) == 1 else None
        if not isinstance(given, Container) or not isinstance(given.expr, ex.ListDisplay):
            return None
        if any(isinstance(item, ex.Starred) for item in given.expr.items):
            return None
        return [self.entry(BoundExpr(each, given.frame)) for each in given.expr.items]

    @property
    def name(self) -> str:
        """The dotted name of what it is outside of the project."""
        given = self.values[0] if len(self.values) == 1 else None
        return given.name if isinstance(given, External) else ""
