"""Findings, with the places they relate and the edits that repair them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """A half-open range of characters in a file's text, counted from 0."""

    start: int
    end: int


class HasSpan(Protocol):
    """Anything with a start and an end in its file: an expression, a statement, an import."""

    @property
    def start(self) -> int:
        """The offset of its first character."""

    @property
    def end(self) -> int:
        """The offset behind its last character."""


class Place(NamedTuple):
    """A span of a file, with the few words that say why it matters to the finding."""

    path: Path
    span: Span
    label: str


class Location(NamedTuple):
    """A span of a file: what a rule points at, and what its repair edits."""

    path: Path
    span: Span

    @classmethod
    def of(cls, path: Path, thing: HasSpan) -> Location:
        """Return the location of an expression or statement of a file."""
        return cls(path, Span(thing.start, thing.end))

    @property
    def start(self) -> int:
        """The offset of its first character."""
        return self.span.start

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.span.end

    def starting_at(self, start: int) -> Location:
        """Return the part from an offset on."""
        return Location(self.path, Span(start, self.end))

    def up_to(self, end: int) -> Location:
        """Return the part before an offset."""
        return Location(self.path, Span(self.start, end))

    def contains(self, other: Location) -> bool:
        """Tell whether another location lies in it."""
        return self.path == other.path and self.start <= other.start and other.end <= self.end

    def labelled(self, label: str) -> Place:
        """Return it with the few words that say why it matters."""
        return Place(self.path, self.span, label)

    def replaced_by(self, text: str) -> Edit:
        """Put a text in its place."""
        return Edit(self.path, self.span, text)

    def deleted(self) -> Edit:
        """Take it out."""
        return self.replaced_by("")

    def before(self, text: str) -> Edit:
        """Put a text in front of it."""
        return Edit(self.path, Span(self.start, self.start), text)

    def after(self, text: str) -> Edit:
        """Put a text behind it."""
        return Edit(self.path, Span(self.end, self.end), text)


class Applicability(str, Enum):
    """The risk of a fix: it keeps what the program computes, or may change it."""

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
        In the order in which reports list them; they do not overlap.
    local
        Whether it rests on nothing but the expression it changes: not on what else is called by
        a name, nor on who else reads one. Such fixes may be applied together.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    local: bool = False

    @classmethod
    def safe(cls, title: str, *edits: Edit, local: bool = False) -> Fix:
        """Return a fix that keeps the program's results."""
        return cls(title, Applicability.SAFE, edits, local)

    @classmethod
    def unsafe(cls, title: str, *edits: Edit, local: bool = False) -> Fix:
        """Return a fix that may change the program's results."""
        return cls(title, Applicability.UNSAFE, edits, local)


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
    def location(self) -> Location:
        """The place the finding points at."""
        return Location(self.path, self.span)

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

    @property
    def location(self) -> Location:
        """The place of what is wrong, or the start of the file."""
        return Location(self.path, self.span)
