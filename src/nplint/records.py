"""Records: data classes that identity tells apart, of which a run makes very many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

T = TypeVar("T")


def shown(thing: object, *words: object) -> str:
    """Return a ``__repr__``: the class, a few words, and the place, for whoever debugs."""
    place = getattr(thing, "location", None)
    where = [f"at {place.path.name}:{place.start}-{place.end}"] if place is not None else []
    said = [word for word in map(str, words) if word]
    return f"<{' '.join([type(thing).__name__, *said, *where])}>"


if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object):
        return lambda decorator: decorator


@dataclass_transform(eq_default=False, frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a class a data class whose fields are set once, which mypy sees to.

    A data class that sees to it itself takes longer to define and to make objects of
    (docs/performance.md).
    """
    return dataclass(slots=True, eq=False, repr=False)(cls)
