"""Outcomes of runs: plain data between the engine and its doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nplint.finding import Finding
from nplint.source.file import SourceFile


@dataclass(slots=True)
class Result:
    """The outcome of a check.

    Parameters
    ----------
    findings
        What neither settings nor comments hide, ordered by path and place.
    sources
        The text of every file that a finding points into, or that its fix edits.
    files
        How many files were looked at.
    errors
        Messages about what could not be looked at, such as a path that does not exist. They
        make the command's exit code 2.
    notes
        Remarks for the user: a selection without effect, a baseline that is out of date.
    details
        Remarks for who wants to know more: a cache that cannot be written.
    """

    findings: list[Finding] = field(default_factory=list)
    sources: dict[Path, SourceFile] = field(default_factory=dict)
    files: int = 0
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One file's new text, and the bytes it was made from."""

    source: SourceFile
    new_text: str
    original: bytes


@dataclass(slots=True)
class FixResult:
    """The outcome of fixing in memory: nothing is written yet.

    Parameters
    ----------
    changes
        The new texts.
    applied
        The number of fixes, or of comments, that they are made of.
    fixed
        The findings whose fixes were applied.
    remaining
        What a check of the changed files would give.
    notes
        Remarks for the user, such as a fix that had to be given up.
    """

    changes: list[Change] = field(default_factory=list)
    applied: int = 0
    fixed: list[Finding] = field(default_factory=list)
    remaining: Result = field(default_factory=Result)
    notes: list[str] = field(default_factory=list)


class InternalError(Exception):
    """A mistake of nplint's own: the file it was looking at, and what went wrong."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(path, what)  # from which another process can make it again
        self.path = path
        self.what = what

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class InstallationError(Exception):
    """nplint cannot work as it is installed here; the message says why, and what to do."""
