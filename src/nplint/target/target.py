"""The NumPyro and JAX releases that a project runs on, and how nplint knows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.settings import Settings, read_target
from nplint.target.requirement_files import Statement, statements_of

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_TITLES = {"numpyro": "NumPyro", "jax": "JAX"}


@dataclass(frozen=True, slots=True)
class Target:
    """The releases of a package that a file must work on.

    Parameters
    ----------
    releases
        The known releases admitted, oldest first.
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
    bounded
        Whether what is said has a lower bound: then the oldest release admitted is one that the
        project promises to work on.
    stands_in
        For a release that nplint has no data of: the known one that is taken for it, in a
        sentence.
    following
        The known releases that follow on such a one: what differs between the two neighbours
        may be either way in between.
    too_old
        Whether such a one is older than all that are known.
    overruled
        Other files that say something, with what they say; the nearest to the file won.
    """

    releases: tuple[str, ...]
    requirement: str
    reason: str
    declared_in: Path | None = None
    raisable: bool = False
    bounded: bool = False
    stands_in: str = ""
    following: tuple[str, ...] = ()
    too_old: bool = False
    overruled: tuple[str, ...] = ()

    def admits(self, release: str) -> str:
        """Why a release has to be reckoned with, as a clause for a message."""
        if self.requirement or not self.reason.startswith("no "):
            return f"{self.reason} admits {release}"
        return f"{self.reason} rules out {release}"


def target_for(path: Path, settings: Settings) -> Target:
    """The NumPyro releases of a file: flag, settings, then the nearest folder that says something.

    The look-up stops at the root of the repository. Folders are looked at once; a process that
    outlives changes to them calls :func:`forget`.
    """
    if settings.target_numpyro is not None:
        value, by_flag = settings.target_numpyro, settings.target_by_flag
        return _from_settings("numpyro", value, by_flag, settings.origin)
    return _of_folder("numpyro", os.path.dirname(os.path.abspath(path)))


def jax_target_for(path: Path, settings: Settings) -> Target:
    """The JAX releases of a file: as for NumPyro, else those that its NumPyro was run with."""
    if settings.target_jax is not None:
        return _from_settings("jax", settings.target_jax, False, settings.origin)
    declared = _of_folder("jax", os.path.dirname(os.path.abspath(path)))
    if declared.requirement:
        return declared
    from nplint.numpyro_api import releases

    numpyro = target_for(path, settings)
    run_with = {release.numpyro: release.jax for release in releases()}
    paired = tuple(dict.fromkeys(run_with[release] for release in numpyro.releases))
    return replace(declared, releases=paired)


def forget() -> None:
    """Look at every folder afresh from now on."""
    _said.cache_clear()
    _of_folder.cache_clear()


@lru_cache(maxsize=64)
def _from_settings(package: str, value: str, by_flag: bool, origin: Path | None) -> Target:
    specifier = read_target(value)
    requirement = ""
    if specifier is not None:
        requirement = f"{package}{'==' if value[0].isdigit() else ''}{value}"
    if by_flag:
        reason = f"--target-{package} {value}"
    else:
        reason = f'target-{package} = "{value}" in {origin.name if origin else "the settings"}'
    declared_in = None if by_flag else origin
    if specifier is None:
        return Target(_known(package), requirement, reason, declared_in)
    return _admitting(package, [specifier], Target((), requirement, reason, declared_in))


def _known(package: str) -> tuple[str, ...]:
    # Imported here because a run that finds all in its cache needs no release.
    from nplint.numpyro_api import jax_releases, supported_releases

    return jax_releases() if package == "jax" else supported_releases()


def said_of(path: Path, settings: Settings) -> tuple[object, ...]:
    """All that the targets of a file follow from, beside the releases that nplint knows."""
    folder = os.path.dirname(os.path.abspath(path))
    flags = (settings.target_numpyro, settings.target_jax, settings.target_by_flag)
    return (*flags, settings.origin, *(_said("numpyro", folder)), *_said("jax", folder))


@cache
def _said(package: str, folder: str) -> tuple[Statement, ...]:
    """Return what a folder's files say about a package, then those of the folders above it."""
    statements = tuple(statements_of(Path(folder), package))
    parent = os.path.dirname(folder)
    if parent == folder or os.path.exists(os.path.join(folder, ".git")):
        return statements
    return statements + _said(package, parent)


@cache
def _of_folder(package: str, folder: str) -> Target:
    said = (_from_statement(package, statement) for statement in _said(package, folder))
    targets = [target for target in said if target is not None]
    if not targets:
        return Target(_known(package), "", f"no declared {_TITLES[package]} release")
    first, *others = targets
    return replace(first, overruled=tuple(dict.fromkeys(each.reason for each in others)))


def _from_statement(package: str, statement: Statement) -> Target | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = [SpecifierSet(each) for each in statement.specifiers]
    except InvalidSpecifier:
        return None
    requirement = " or ".join(f"{package}{each}" for each in statement.specifiers)
    where = f"{requirement} in {statement.path.name}"
    said = Target((), requirement, where, statement.path, statement.raisable)
    return _admitting(package, specifiers, said)


def _admitting(package: str, specifiers: Iterable[SpecifierSet], said: Target) -> Target:
    """A target with the known releases that any of the specifiers admits, oldest first.

    A specifier that admits none, such as a pin of a release between two known ones, stands for
    the known release before its lower bound: there the behaviour was last seen.
    """
    from packaging.version import Version

    known = _known(package)
    admitted: set[str] = set()
    stands_in: list[str] = []
    following: set[str] = set()
    bounded, too_old = True, False
    for specifier in specifiers:
        matching = [each for each in known if specifier.contains(each, prereleases=True)]
        bounds = [
            Version(each.version.removesuffix(".*"))
            for each in specifier
            if each.operator in ("==", "===", "~=", ">=", ">")
        ]
        bounded = bounded and bool(bounds)
        if not matching:
            below = [each for each in known if bounds and Version(each) <= max(bounds)]
            matching = [below[-1] if below else known[0]]
            too_old = too_old or not below
            following.update(known[known.index(matching[0]) + 1 :][:1] if below else ())
            how = "newer than" if matching[0] == known[-1] else "none of the releases that"
            title = _TITLES[package]
            stands_in.append(f"{title}{specifier} is {how} nplint knows: taken for {matching[0]}")
        admitted.update(matching)
    return replace(
        said,
        releases=tuple(each for each in known if each in admitted),
        bounded=bounded,
        stands_in="; ".join(stands_in),
        following=tuple(each for each in known if each in following),
        too_old=too_old,
    )
