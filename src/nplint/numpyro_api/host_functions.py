"""Functions of Python, NumPy and SciPy that need numbers, and those of JAX that need a length."""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

from nplint.numpyro_api.data import table

TracedForm: TypeAlias = Literal["array", "list"]


def rejects_traced(name: str, form: TracedForm) -> bool:
    """Tell whether a function was seen to reject what JAX traces, whatever else it is given.

    Parameters
    ----------
    name
        The function's dotted name.
    form
        Whether it is given a traced array, or a list of traced arrays.
    """
    return name in _rejecting(form)


def length_parameter(name: str) -> str | None:
    """Return the parameter that tells a function of JAX how long its result is.

    Without it the function has to see the numbers, which it cannot while JAX traces.
    """
    sized: dict[str, str] = table("host_functions")["sized"]
    return sized.get(name)


@cache
def _rejecting(form: TracedForm) -> frozenset[str]:
    return frozenset(table("host_functions")[form])
