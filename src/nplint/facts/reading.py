"""What reading one file gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nplint.finding import Failure

if TYPE_CHECKING:
    from nplint.facts.scopes import ModuleFacts


class Reading(NamedTuple):
    """What a text says; ``failures`` tells of it, or of cells of it, that it is not Python."""

    text: str
    facts: ModuleFacts | None
    failures: tuple[Failure, ...]
