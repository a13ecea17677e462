"""From what distributions have their batch and event shapes, and what they draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nplint.numpyro_api.catalogue import canonical
from nplint.numpyro_api.data import table


@dataclass(frozen=True, slots=True)
class AxisSource:
    """An event axis is as long as an axis of an argument, or as the number that an argument is.

    Parameters
    ----------
    parameter
        The argument's parameter.
    axis
        The axis, counted from the last; None for a number, and for the last one of a tuple.
    """

    parameter: str
    axis: int | None


@dataclass(frozen=True, slots=True)
class ShapeFacts:
    """The shapes of one parametrisation of a family.

    Parameters
    ----------
    ranks
        How many of the last axes of an argument belong to the event; those before are of the batch.
    event
        For each axis of the event the places that its length is from; any of these may be one.
    draws
        ``int``, ``float`` or ``bool``; empty where that differs, or is not known.
    """

    ranks: Mapping[str, int]
    event: Sequence[Sequence[AxisSource]]
    draws: str

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters that shapes are from."""
        return frozenset(self.ranks).union(
            source.parameter for sources in self.event for source in sources
        )


def shape_facts(name: str, given: Collection[str]) -> ShapeFacts | None:
    """Return the shapes of a family, by its canonical name, in the parametrisation of a call.

    ``given`` are all parameters that the call gives; one that is not known to leave the shapes
    alone makes them unknown.
    """
    telling = set(given) - {"validate_args"}
    return next((each for each in _by_name().get(name, ()) if telling <= each.parameters), None)


@cache
def _by_name() -> dict[str, list[ShapeFacts]]:
    families = table("shapes")["families"].items()
    return {
        canonical(name) or name: [
            ShapeFacts(row["ranks"], [[*map(_source, each)] for each in row["event"]], row["draws"])
            for row in rows
        ]
        for name, rows in families
    }


def _source(text: str) -> AxisSource:
    parameter, _, axis = text.rstrip("]").partition("[")
    return AxisSource(parameter, int(axis) if axis else None)
