"""Which NumPyro releases a project runs on, and how nplint knows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.numpyro_api import supported_releases
from nplint.requirement_files import Statement, statement_of
from nplint.settings import Settings, read_target

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet


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


def target_for(path: Path, settings: Settings) -> Target:
    """The target of a file: flag, settings, then the nearest folder whose files say something.

    The look-up stops at the root of the repository. Folders are looked at once; a process that
    outlives changes to them calls :func:`forget`.
    """
    if settings.target_numpyro is not None:
        return _from_settings(settings.target_numpyro, settings.target_by_flag, settings.origin)
    return _of_folder(os.path.dirname(os.path.abspath(path)))


def forget() -> None:
    """Look at every folder afresh from now on."""
    _of_folder.cache_clear()


@lru_cache(maxsize=64)
def _from_settings(value: str, by_flag: bool, origin: Path | None) -> Target:
    specifier = read_target(value)
    requirement = ""
    if specifier is not None:
        requirement = f"numpyro{'==' if value[0].isdigit() else ''}{value}"
    if by_flag:
        reason = f"--target-numpyro {value}"
    else:
        reason = f'target-numpyro = "{value}" in {origin.name if origin else "the settings"}'
    releases = supported_releases() if specifier is None else _admitted([specifier])
    return Target(releases, requirement, reason, None if by_flag else origin)


@cache
def _of_folder(folder: str) -> Target:
    statement = statement_of(Path(folder))
    target = _from_statement(statement) if statement else None
    if target is not None:
        return target
    parent = os.path.dirname(folder)
    if parent == folder or os.path.exists(os.path.join(folder, ".git")):
        return Target(supported_releases(), "", "no declared NumPyro release")
    return _of_folder(parent)


def _from_statement(statement: Statement) -> Target | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = [SpecifierSet(each) for each in statement.specifiers]
    except InvalidSpecifier:
        return None
    requirement = " or ".join(f"numpyro{each}" for each in statement.specifiers)
    return Target(
        _admitted(specifiers),
        requirement,
        f"{requirement} in {statement.path.name}",
        statement.path,
        statement.raisable,
    )


def _admitted(specifiers: Iterable[SpecifierSet]) -> tuple[str, ...]:
    """The supported releases that any of the specifiers admits, oldest first.

    A specifier that admits none, such as a pin of a release between two supported ones, stands
    for the supported release before its lower bound: there the behaviour was last seen.
    """
    from packaging.version import Version

    supported = supported_releases()
    admitted: set[str] = set()
    for specifier in specifiers:
        matching = [each for each in supported if specifier.contains(each, prereleases=True)]
        if not matching:
            bounds = [
                Version(each.version.removesuffix(".*"))
                for each in specifier
                if each.operator in ("==", "===", "~=", ">=", ">")
            ]
            below = [each for each in supported if bounds and Version(each) <= max(bounds)]
            matching = [below[-1] if below else supported[0]]
        admitted.update(matching)
    return tuple(each for each in supported if each in admitted)
