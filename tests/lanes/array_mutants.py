"""Rows of the table of array functions that are wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from nplint.domains import dtype as dtypes
from nplint.domains import interval, shape
from nplint.domains import structure as structures
from nplint.domains.dtype import BOOL, FLOAT, INT, Dtype
from nplint.domains.interval import Interval
from nplint.domains.shape import Shape
from nplint.domains.structure import Form, Structure
from nplint.libraries.array_functions import ArrayCall, ArrayFunction, Result
from tests.lanes.array_draws import Draw
from tests.lanes.array_functions import call_of


def mutants(row: ArrayFunction) -> Iterator[tuple[str, ArrayFunction]]:
    """Yield wrong rows for a row, each with the name of what is wrong."""
    if row.result is Result.SEVERAL:
        return
    facets: list[tuple[str, dict[str, Callable[..., Any]]]] = [
        ("shape", _SHAPES), ("dtype", _DTYPES), ("range", _RANGES), ("structure", _STRUCTURES),
    ]  # fmt: skip
    for facet, changes in facets:
        for name, change in changes.items():
            # What a row does not say may be true when a mutant says it.
            if facet == "range" and row.range is ArrayFunction(row.names).range:
                continue
            yield f"{facet} {name}", replace(row, **{facet: _changed(getattr(row, facet), change)})


def _changed(transfer: Callable[[ArrayCall], Any], change: Callable[..., Any]) -> Any:
    def mutant(call: ArrayCall) -> Any:
        found = transfer(call)
        return found if found == interval.ANYTHING else change(found, call)

    return mutant


def says_more(draw: Draw, mutant: ArrayFunction) -> bool:
    """Tell whether a mutant says anything of a call that its row does not say."""
    call, other = call_of(draw), call_of(draw, mutant)
    row = draw.row
    return not (
        shape.is_within(row.shape(call), mutant.shape(other))
        and dtypes.is_within(row.dtype(call), mutant.dtype(other))
        and interval.is_within(row.range(call), mutant.range(other))
        and structures.is_within(row.structure(call), mutant.structure(other))
    )


def _first_shape(_: Shape | None, call: ArrayCall) -> Shape | None:
    return call.arrays[0].shape if call.arrays else None


_SHAPES: dict[str, Callable[..., Any]] = {
    "has an axis more": lambda found, _: None if found is None else (1, *found),
    "lacks an axis": lambda found, _: found[:-1] if found else None,
    "is a number's": lambda found, _: None if found is None else (),
    "is reversed": lambda found, _: None if found is None else found[::-1],
    "is longer": lambda found, _: (*found[:-1], shape.plus(found[-1], 1)) if found else None,
    "is that of the first array": _first_shape,
}


def _unlike(found: Dtype | None, _: ArrayCall) -> Dtype | None:
    return None if found is None else INT if found.kind is not INT.kind else FLOAT


_DTYPES: dict[str, Callable[..., Any]] = {
    "is another": _unlike,
    "is bool": lambda found, _: BOOL,
    "is narrower": lambda found, _: replace(found, bits=16) if found and found.bits else None,
}


def _half(found: Interval, _: ArrayCall) -> Interval:
    return interval.meet(found, interval.NON_NEGATIVE) or found


_RANGES: dict[str, Callable[..., Any]] = {
    "is not negative": lambda found, _: replace(_half(found, _), nan=found.nan, exact=False),
    "is shifted": lambda found, _: (
        interval.add(found, interval.point(0.5))
        if found.low > -interval.INF or found.high < interval.INF
        else found
    ),
    "is whole": lambda found, _: replace(found, integer=True),
    "is mirrored": lambda found, _: interval.negative(found),
}

_STRUCTURES: dict[str, Callable[[Structure, ArrayCall], Structure]] = {
    "is transposed": lambda found, _: structures.transposed(found),
    "is a factor": lambda found, _: structures.structure(Form.LOWER_CHOLESKY),
    "is a simplex": lambda found, _: structures.structure(Form.SIMPLEX),
}
