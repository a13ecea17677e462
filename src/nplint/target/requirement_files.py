"""A project's requirements of a package: lock files, requirements files, declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from nplint.system.safe_read import read_regular
from nplint.target.declarations import (
    in_pixi,
    in_pyproject,
    in_script,
    in_setup_cfg,
    in_setup_py,
)
from nplint.target.requirements import Asked, of_conda, of_requirement, parsed, unique

LOCK_FILES = ("uv.lock", "pylock.toml", "pylock.*.toml", "poetry.lock", "pdm.lock")
_DECLARATIONS = {
    "pyproject.toml": in_pyproject,
    "pixi.toml": in_pixi,
    "setup.cfg": in_setup_cfg,
    "setup.py": in_setup_py,
}

_PACKAGE_TABLE = re.compile(r"^\[\[packages?\]\]", re.MULTILINE)
_ENTRY = re.compile(r"""^\s*-\s*["']?(?:[\w./-]+::)?(?P<requirement>[\w.-]+[^"'#]*)""")


class Statement(NamedTuple):
    """The requirement of one file: PEP 440 specifiers of which any may hold.

    An empty specifier admits every release.
    """

    specifiers: tuple[str, ...]
    path: Path
    raisable: bool


def statements_of(folder: Path, package: str) -> Iterator[Statement]:
    """Yield what stands in this very folder of a package: locks, then pins, then declarations."""
    asked = Asked.of(package)
    for name in LOCK_FILES:
        for path in _matching(folder, name):
            if versions := _locked(_text(path, package), asked):
                yield Statement(tuple(f"=={each}" for each in versions), path, False)
    pixi = folder / "pixi.lock"
    if versions := unique(asked.archive.findall(_text(pixi, package))):
        yield Statement(tuple(f"=={each}" for each in versions), pixi, False)
    required = [
        (path, found) for path, given in _required(folder, asked) if (found := unique(given))
    ]
    pins = [each for each in required if all(map(_is_pin, each[1]))]
    for path, specifiers in pins:
        yield Statement(specifiers, path, False)
    for name, read in _DECLARATIONS.items():
        if declared := read(_text(folder / name, package), asked):
            yield Statement(declared, folder / name, True)
    for path, specifiers in required:
        if (path, specifiers) not in pins:
            yield Statement(specifiers, path, True)


def statement_of_script(path: Path, text: str, package: str) -> Statement | None:
    """Return what a script's own header says of a package, if it names it."""
    declared = in_script(text, Asked.of(package))
    return Statement(declared, path, True) if declared else None


def _is_pin(specifier: str) -> bool:
    return specifier.startswith("==") and "*" not in specifier


def _required(folder: Path, asked: Asked) -> Iterator[tuple[Path, Iterator[str]]]:
    """Yield what pip's and conda's files of a folder require."""
    found = sorted(
        _matching(folder, "requirements*.txt"), key=lambda p: p.name != "requirements.txt"
    )
    for path in found:
        yield path, _in_requirements_file(_text(path, asked.package), asked)
    for pattern in ("environment*.yml", "environment*.yaml"):
        for path in _matching(folder, pattern):
            yield path, _in_environment_file(_text(path, asked.package), asked)


def _matching(folder: Path, pattern: str) -> list[Path]:
    if "*" not in pattern:
        return [folder / pattern]
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _text(path: Path, package: str) -> str:
    """Return the file's text if it mentions the package at all, else nothing."""
    try:
        text = read_regular(path).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return text if package in text.lower() else ""


def _locked(text: str, asked: Asked) -> tuple[str, ...]:
    """Return the locked versions; several where the lock depends on platform or Python."""
    # Only the package's own tables are parsed: a whole lock file costs more than linting a model.
    starts = [match.start() for match in _PACKAGE_TABLE.finditer(text)]
    versions = []
    for start, end in pairwise([*starts, len(text)]):
        block = text[start:end]
        if not asked.table.search(block):
            continue
        table = parsed(block)
        for packages in (table.get("package"), table.get("packages")):
            for package in packages if isinstance(packages, list) else ():
                if str(package.get("name")).lower() == asked.package:
                    versions.append(package.get("version"))
    return unique(each for each in versions if isinstance(each, str))


def _in_requirements_file(text: str, asked: Asked) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line)
        # Hashes and other options of pip follow the requirement itself.
        yield from of_requirement(re.split(r"\s--?\w", line, maxsplit=1)[0], asked)


def _in_environment_file(text: str, asked: Asked) -> Iterator[str]:
    """Yield what conda's ``environment.yml`` asks for, also of pip."""
    for line in text.splitlines():
        entry = _ENTRY.match(line)
        if entry is not None:
            yield from of_conda(entry["requirement"], asked)
