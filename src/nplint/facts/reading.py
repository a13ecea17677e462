"""The result of reading one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nplint.finding import Failure

if TYPE_CHECKING:
    from nplint.facts.scopes import ModuleFacts


class Reading(NamedTuple):
    """The facts of a text; ``failures`` holds the syntax errors of it, or of cells of it."""

    text: str
    facts: ModuleFacts | None
    failures: tuple[Failure, ...]
