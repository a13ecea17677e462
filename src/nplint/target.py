"""Which NumPyro releases a project runs on, and how nplint knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """The NumPyro releases a file must work on.

    Parameters
    ----------
    releases
        The supported releases admitted, oldest first.
    requirement
        What the project says, e.g. ``numpyro>=0.13``; empty where nothing is said.
    reason
        Where that stands, as it reads in a message: ``numpyro>=0.13 in pyproject.toml``,
        ``numpyro==0.15.2 in uv.lock``, ``--target-numpyro any``, ``no declared NumPyro release``.
    declared_in
        The file that says so, where there is one.
    raisable
        True where ``requirement`` is a range a user can narrow (a dependency declaration,
        rather than a lock file or a flag).
    """

    releases: tuple[str, ...]
    requirement: str
    reason: str
    declared_in: Path | None = None
    raisable: bool = False
