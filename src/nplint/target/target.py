"""The NumPyro and JAX releases that a project runs on, and how nplint knows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.settings import Settings, admits_nothing, read_target
from nplint.target.installed import Environment, environment_of
from nplint.target.installed import forget as forget_environments
from nplint.target.requirement_files import Statement, statement_of_script, statements_of

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
        The requirement that the project states, e.g. ``numpyro>=0.13``; empty where it is silent.
    reason
        The place of that, as it reads in a message: ``numpyro>=0.13 in pyproject.toml``,
        ``--target-numpyro any``, ``NumPyro 0.15.2 installed in .venv``.
    relation
        The verb between the reason and a release, such as ``allows``; empty where the reason says
        it all.
    declared_in
        The file that says so, where there is one.
    raisable
        True where ``requirement`` is a range a user can narrow (a dependency declaration,
        rather than a lock file or a flag).
    bounded
        Whether what is said has a lower bound: then the oldest release admitted is one that the
        project promises to work on.
    stands_in
        For releases that nplint has no data of: what the code is checked as, in a sentence.
    taken
        The known releases that stand in for such ones.
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
    relation: str = "allows"
    declared_in: Path | None = None
    raisable: bool = False
    bounded: bool = False
    stands_in: str = ""
    taken: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    too_old: bool = False
    overruled: tuple[str, ...] = ()

    def admits(self, release: str) -> str:
        """Return why a release has to be reckoned with, as a clause for a message."""
        if release in self.taken:
            return f"{self.reason}, which nplint takes for {release}"
        return f"{self.reason} {self.relation} {release}" if self.relation else self.reason


def target_for(path: Path, settings: Settings, text: str = "") -> Target:
    """Return the NumPyro releases of a file.

    They follow from the flag or settings; else from the script's own header, in its ``text``;
    else from the nearest folder whose files say something, up to the root of the repository; else
    from what is installed where the project runs. Folders are looked at once; a process that
    outlives changes to them calls :func:`forget`.
    """
    if settings.target_numpyro is not None:
        value, by_flag = settings.target_numpyro, settings.target_by_flag
        return _from_settings("numpyro", value, by_flag, settings.origin)
    folder = _folder(path)
    declared = _of_script("numpyro", path, text) or _of_folder("numpyro", folder)
    environment = environment_of(folder, settings.python)
    if declared is not None:
        return declared
    return _silent("numpyro") if environment is None else _installed("numpyro", environment)


def jax_target_for(path: Path, settings: Settings, text: str = "") -> Target:
    """Return the JAX releases of a file: as for NumPyro, else those that its NumPyro was run with.

    A script with a header runs in an environment of its own. An installed JAX counts where the
    NumPyro beside it is one that the file must work on.
    """
    if settings.target_jax is not None:
        value, by_flag = settings.target_jax, settings.jax_target_by_flag
        return _from_settings("jax", value, by_flag, settings.origin)
    folder = _folder(path)
    script = settings.target_numpyro is None and _of_script("numpyro", path, text) is not None
    declared = _of_script("jax", path, text) or (None if script else _of_folder("jax", folder))
    if declared is not None:
        return declared
    numpyro = target_for(path, settings, text)
    if settings.target_numpyro is None and not script:
        environment = environment_of(folder, settings.python)
        if environment is not None and environment.version("jax") is not None:
            beside = _installed("numpyro", environment)
            if set(beside.releases) <= set(numpyro.releases):
                return _installed("jax", environment)
    return _goes_with(numpyro)


def forget() -> None:
    """Look at every folder afresh from now on."""
    _said.cache_clear()
    _of_folder.cache_clear()
    forget_environments()


def said_of(path: Path, settings: Settings) -> tuple[object, ...]:
    """Return all that targets follow from, beside a file's text and the releases that are known."""
    folder = _folder(path)
    flags = (settings.target_by_flag, settings.jax_target_by_flag)
    of_settings = settings.target_numpyro, settings.target_jax, *flags
    silent = settings.target_numpyro is None
    environment = environment_of(folder, settings.python) if silent else None
    return (
        *of_settings,
        settings.origin,
        environment,
        *_said("numpyro", folder),
        *_said("jax", folder),
    )


def _folder(path: Path) -> str:
    return os.path.dirname(os.path.abspath(path))


def _silent(package: str) -> Target:
    """Return the target of a project that says nothing of a package: every known release."""
    reason = f"your project does not say which {_TITLES[package]} it uses"
    return Target(_known(package), "", reason, relation="")


def _installed(package: str, environment: Environment) -> Target:
    from packaging.specifiers import SpecifierSet

    version = environment.version(package)
    requirement = f"{package}=={version}"
    reason = f"{_TITLES[package]} {version} installed in {environment.where}"
    said = Target((), requirement, reason, relation="")
    return _admitting(package, [SpecifierSet(f"=={version}")], said)


def _goes_with(numpyro: Target) -> Target:
    """Return the JAX releases that those of NumPyro were run with."""
    from nplint.numpyro_api import releases

    run_with = {release.numpyro: release.jax for release in releases()}
    paired = tuple(dict.fromkeys(run_with[release] for release in numpyro.releases))
    if not numpyro.requirement and not numpyro.relation:
        return replace(_silent("jax"), releases=paired)
    return Target(paired, "", numpyro.reason, relation="allows JAX")


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
    said = Target(_known(package), requirement, reason, declared_in=None if by_flag else origin)
    return said if specifier is None else _admitting(package, [specifier], said)


def _known(package: str) -> tuple[str, ...]:
    # Imported here because a run that finds all in its cache needs no release.
    from nplint.numpyro_api import jax_releases, supported_releases

    return jax_releases() if package == "jax" else supported_releases()


@cache
def _said(package: str, folder: str) -> tuple[Statement, ...]:
    """Return what a folder's files say about a package, then those of the folders above it."""
    statements = tuple(statements_of(Path(folder), package))
    parent = os.path.dirname(folder)
    if parent == folder or os.path.exists(os.path.join(folder, ".git")):
        return statements
    return statements + _said(package, parent)


@cache
def _of_folder(package: str, folder: str) -> Target | None:
    said = (_from_statement(package, statement) for statement in _said(package, folder))
    targets = [target for target in said if target is not None]
    if not targets:
        return None
    first, *others = targets
    return replace(first, overruled=tuple(dict.fromkeys(each.reason for each in others)))


def _of_script(package: str, path: Path, text: str) -> Target | None:
    statement = statement_of_script(path, text, package)
    return None if statement is None else _from_statement(package, statement)


def _from_statement(package: str, statement: Statement) -> Target | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        specifiers = [SpecifierSet(each) for each in statement.specifiers]
    except InvalidSpecifier:
        return None
    requirement = " or ".join(f"{package}{each}" for each in statement.specifiers)
    where = f"{requirement} in {statement.path.name}"
    said = Target((), requirement, where, declared_in=statement.path, raisable=statement.raisable)
    return _admitting(package, specifiers, said)


def _admitting(package: str, specifiers: Iterable[SpecifierSet], said: Target) -> Target:
    """Return a target with the known releases that any of the specifiers admits, oldest first.

    A specifier that admits none, such as a pin of a release between two known ones, stands for
    the known release before its lower bound: there the behaviour was last seen.
    """
    from packaging.version import Version

    known = _known(package)
    admitted: set[str] = set()
    taken: set[str] = set()
    stands_in: list[str] = []
    following: set[str] = set()
    bounded, too_old = True, False
    asked = list(specifiers)
    for specifier in asked:
        matching = [each for each in known if specifier.contains(each, prereleases=True)]
        bounds = [
            Version(each.version.removesuffix(".*"))
            for each in specifier
            if each.operator in ("==", "===", "~=", ">=", ">")
        ]
        bounded = bounded and bool(bounds)
        admitted.update(matching)
        if not matching:
            below = [each for each in known if bounds and Version(each) <= max(bounds)]
            release = below[-1] if below else known[0]
            taken.add(release)
            too_old = too_old or not below
            following.update(known[known.index(release) + 1 :][:1] if below else ())
            stands_in.append(
                f"{said.reason if len(asked) == 1 else f'{package}{specifier}'} "
                f"{_unknown(specifier, bool(below), release == known[-1])}, so the code is checked "
                f"as for {_TITLES[package]} {release}"
            )
    return replace(
        said,
        releases=tuple(each for each in known if each in admitted | taken),
        bounded=bounded,
        stands_in="; ".join(stands_in),
        taken=tuple(each for each in known if each in taken - admitted),
        following=tuple(each for each in known if each in following),
        too_old=too_old,
    )


def _unknown(specifier: SpecifierSet, has_older: bool, is_newer: bool) -> str:
    """Return the predicate that says why no known release is admitted."""
    if admits_nothing(specifier):
        return "allows no release at all"
    if not has_older:
        return "is older than all releases that nplint knows"
    return f"is {'newer than all' if is_newer else 'none of the'} releases that nplint knows"
