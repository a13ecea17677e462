"""What a run is asked for and what it gives back: plain data between the engine and its doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nplint.finding import Finding
from nplint.source.file import SourceFile


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for beyond the paths; it wins over settings files.

    Parameters
    ----------
    select, ignore
        Codes, prefixes of codes, or names. ``select=None`` leaves the choice to the settings.
    target_numpyro
        ``any``, a release or a specifier; ``None`` leaves it to the settings and the project.
    isolated
        Read no settings files.
    unsafe_fixes
        Also apply fixes that may change what a program computes.
    force_exclude
        Leave out excluded files even where they are named one by one, as pre-commit does.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    target_numpyro: str | None = None
    isolated: bool = False
    unsafe_fixes: bool = False
    force_exclude: bool = False


@dataclass(slots=True)
class Result:
    """The outcome of a check.

    ``sources`` holds every file that a finding points into. ``errors`` are messages about what
    could not be looked at, such as a path that does not exist: they make the exit code 2.
    """

    findings: list[Finding] = field(default_factory=list)
    sources: dict[Path, SourceFile] = field(default_factory=dict)
    files: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """One file's new text, and the bytes it was made from."""

    source: SourceFile
    new_text: str
    original: bytes


@dataclass(slots=True)
class FixResult:
    """The outcome of fixing in memory: nothing is written yet.

    ``remaining`` is what a check of the changed files would give; ``notes`` are remarks for the
    user, such as a fix that had to be given up.
    """

    changes: list[Change] = field(default_factory=list)
    applied: int = 0
    remaining: Result = field(default_factory=Result)
    notes: list[str] = field(default_factory=list)


class InternalError(Exception):
    """A mistake of nplint's own, with the file it was looking at."""

    def __init__(self, path: Path, error: BaseException) -> None:
        super().__init__(f"{path}: {type(error).__name__}: {error}")
        self.path = path
