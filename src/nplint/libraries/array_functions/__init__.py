"""The table of array functions: one row for a function, for each facet of a value one transfer.

``lookup`` finds the row of a dotted name (``jax.numpy.sum``), of a method (``.sum``) or of an
operator (``+``, ``unary-``); ``bound`` binds the arguments of a call, and the row's transfers then
take the call: ``row.shape(call)``. A function without a row is unknown in all facets. Tests run the
real functions against every row (tests/lanes/array_functions.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from nplint.libraries.array_functions.array_call import NOT_CONSTANT, ArrayCall, Operand
from nplint.libraries.array_functions.array_function import ArrayFunction, Operands, Result
from nplint.libraries.array_functions.array_signatures import signature_of

__all__ = [
    "NOT_CONSTANT",
    "ArrayCall",
    "ArrayFunction",
    "Operand",
    "Operands",
    "Result",
    "bound",
    "lookup",
    "rows",
]


@cache
def rows() -> tuple[ArrayFunction, ...]:
    """Return all rows of the table, whose modules are imported when they are asked for."""
    from nplint.libraries.array_functions import (
        elementwise,
        making,
        matrices,
        moving,
        questions,
        random_draws,
        reductions,
    )

    groups = (elementwise, reductions, making, moving, matrices, random_draws, questions)
    return tuple(row for group in groups for row in group.ROWS)


@cache
def _by_name() -> dict[str, ArrayFunction]:
    return {name: row for row in rows() for name in row.names}


def lookup(name: str) -> ArrayFunction | None:
    """Return the row of a dotted name, a ``.method`` or an operator; None where there is none."""
    return _by_name().get(name)


def bound(
    row: ArrayFunction,
    name: str,
    positional: Sequence[Operand],
    keywords: Mapping[str, Operand],
    independent: bool = False,
) -> ArrayCall:
    """Bind the arguments of a call that are all seen.

    Parameters
    ----------
    row, name
        The row, and the name by which it is called.
    positional, keywords
        The arguments; of a method the first is the array, of an operator all are operands.
    independent
        Whether any value of one operand may meet any of the others.
    """
    return ArrayCall(row, name, signature_of(name, row.names), positional, keywords, independent)
