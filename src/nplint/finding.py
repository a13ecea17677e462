"""What a rule reports: a finding, the places it relates, and the edits that repair it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters in a file's text, counted from 0."""

    start: int
    end: int


class Place(NamedTuple):
    """A span of a file, with the few words that say why it matters to the finding."""

    path: Path
    span: Span
    label: str


class Applicability(str, Enum):
    """Whether applying a fix can change what the program computes."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(NamedTuple):
    """Replace one span of a file's text; an empty span inserts, an empty text deletes."""

    path: Path
    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair: its edits (of one or more files) belong together and are applied all or none.

    Parameters
    ----------
    title
        The repair in one sentence, in the imperative.
    applicability
        ``SAFE`` keeps the program's results; ``UNSAFE`` may change them.
    edits
        Sorted by path and position; they do not overlap.
    local
        Whether it rests on nothing but the expression it changes: not on what else is called by
        a name, nor on who else reads one. Such fixes may be applied together.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    local: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place.

    Parameters
    ----------
    code, name
        ``NPL001`` and ``leaky-shared-distribution``.
    message
        What happens at run time, in one sentence that names the user's own variables.
    path, span
        The place the finding points at and where a suppression comment is looked for.
    label
        The few words under the frame of that place.
    related
        The other places of the story, in reading order; they may be in other files.
    help
        Sentences on the repair, or on why there is none that nplint would write.
    fix
        The repair, if there is one.
    """

    code: str
    name: str
    message: str
    path: Path
    span: Span
    label: str = ""
    related: tuple[Place, ...] = ()
    help: tuple[str, ...] = ()
    fix: Fix | None = field(default=None, compare=False)

    @property
    def paths(self) -> set[Path]:
        """The files that it points into, and those that its fix edits."""
        edited = () if self.fix is None else (edit.path for edit in self.fix.edits)
        return {self.path, *(place.path for place in self.related), *edited}

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key: by path, then position, then code."""
        return (str(self.path), self.span.start, self.span.end, self.code)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file without facts: its bytes are no text, or its text (``has_text``) is no Python."""

    path: Path
    reason: str
    span: Span
    has_text: bool
