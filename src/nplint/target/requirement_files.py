"""A project's requirements of a package: lock files, requirements files, declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from nplint.settings import parse_toml
from nplint.system.safe_read import read_regular

LOCK_FILES = ("uv.lock", "pylock.toml", "pylock.*.toml", "poetry.lock", "pdm.lock")

_PACKAGE_TABLE = re.compile(r"^\[\[packages?\]\]", re.MULTILINE)


class Statement(NamedTuple):
    """The requirement of one file: PEP 440 specifiers of which any may hold.

    An empty specifier admits every release. ``raisable`` says that a bound can be raised there.
    """

    specifiers: tuple[str, ...]
    path: Path
    raisable: bool


def statements_of(folder: Path, package: str) -> Iterator[Statement]:
    """Return what stands in this very folder of a package: locks, then pins, then declarations."""
    asked = _Asked.of(package)
    for name in LOCK_FILES:
        for path in _matching(folder, name):
            if versions := _locked(_text(path, package), asked):
                yield Statement(tuple(f"=={each}" for each in versions), path, False)
    required = [
        (path, found) for path, given in _required(folder, asked) if (found := _unique(given))
    ]
    pins = [each for each in required if all(map(_is_pin, each[1]))]
    for path, specifiers in pins:
        yield Statement(specifiers, path, False)
    project = folder / "pyproject.toml"
    if declared := _declared(_text(project, package), asked):
        yield Statement(declared, project, True)
    for path, specifiers in required:
        if (path, specifiers) not in pins:
            yield Statement(specifiers, path, True)


class _Asked(NamedTuple):
    """A package's name, and what finds it in a requirement and in a lock file's table."""

    package: str
    requirement: re.Pattern[str]
    longer_name: re.Pattern[str]
    table: re.Pattern[str]

    @classmethod
    @cache
    def of(cls, package: str) -> _Asked:
        return cls(
            package,
            re.compile(
                rf"{package}\s*(?:\[[^\]]*\])?\s*(?P<specifier>\(?[^;@#]*)(?P<rest>[;@#]|$)",
                re.IGNORECASE,
            ),
            re.compile(rf"{package}\s*(?:[\w.-]*\w)", re.IGNORECASE),
            re.compile(
                rf"^[ \t]*name[ \t]*=[ \t]*[\"']{package}[\"']", re.MULTILINE | re.IGNORECASE
            ),
        )


def _is_pin(specifier: str) -> bool:
    return specifier.startswith("==") and "*" not in specifier


def _required(folder: Path, asked: _Asked) -> Iterator[tuple[Path, Iterator[str]]]:
    """Return what pip's and conda's files of a folder require."""
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
    """The file's text if it mentions the package at all, else nothing."""
    try:
        text = read_regular(path).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    return text if package in text.lower() else ""


def _locked(text: str, asked: _Asked) -> tuple[str, ...]:
    """The locked versions; several where the lock depends on platform or Python."""
    # Only the package's own tables are parsed: a whole lock file costs more than linting a model.
    starts = [match.start() for match in _PACKAGE_TABLE.finditer(text)]
    versions = []
    for start, end in pairwise([*starts, len(text)]):
        block = text[start:end]
        if not asked.table.search(block):
            continue
        table = _parsed(block)
        for packages in (table.get("package"), table.get("packages")):
            for package in packages if isinstance(packages, list) else ():
                if str(package.get("name")).lower() == asked.package:
                    versions.append(package.get("version"))
    return _unique(each for each in versions if isinstance(each, str))


def _in_requirements_file(text: str, asked: _Asked) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line)
        # Hashes and other options of pip follow the requirement itself.
        yield from _of_requirement(re.split(r"\s--?\w", line, maxsplit=1)[0], asked)


_ENTRY = re.compile(r"""^\s*-\s*["']?(?:[\w./-]+::)?(?P<requirement>[\w.-]+[^"'#]*)""")
_CONDA = re.compile(
    r"^(?P<name>[\w.-]+)\s*(?P<sign>=(?!=)|\s(?=\d))\s*(?P<version>[\d.*]+)(?:=\S*)?$"
)


def _in_environment_file(text: str, asked: _Asked) -> Iterator[str]:
    """Return what conda's ``environment.yml`` asks for, also of pip."""
    for line in text.splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        for either in entry["requirement"].split("|"):
            requirement = either.strip()
            if requirement[:1] in "<>=!":
                requirement = asked.package + requirement
            conda = _CONDA.match(requirement)
            if conda is not None:  # one equals sign is a prefix: 0.15 stands for 0.15.*
                exact = conda["version"].count(".") >= 2 and "*" not in conda["version"]
                version = conda["version"].removesuffix(".*") + ("" if exact else ".*")
                requirement = f"{conda['name']}=={version}"
            yield from _of_requirement(requirement, asked)


def _of_requirement(requirement: object, asked: _Asked) -> Iterator[str]:
    """The specifier, if the requirement (PEP 508) is one of the package."""
    if not isinstance(requirement, str):
        return
    text = requirement.strip()
    match = asked.requirement.match(text)
    if match is None or asked.longer_name.match(text):
        return
    yield re.sub(r"[\s()]", "", match["specifier"])


def _declared(text: str, asked: _Asked) -> tuple[str, ...]:
    """Return what ``pyproject.toml`` declares, from the place that binds a user most."""
    table = _parsed(text)
    project, tool = _at(table, "project"), _at(table, "tool")
    poetry = _at(tool, "poetry")
    places: tuple[Iterable[str], ...] = (
        _in_lists({"": project.get("dependencies")}, asked),
        _in_poetry(_at(poetry, "dependencies"), asked),
        _in_lists(_at(project, "optional-dependencies"), asked),
        _in_lists(_at(table, "dependency-groups"), asked),
        _in_lists(_at(tool, "pdm", "dev-dependencies"), asked),
        _in_lists({"": _at(tool, "uv").get("dev-dependencies")}, asked),
        _in_poetry(_at(poetry, "dev-dependencies"), asked),
        *(_in_poetry(_at(group, "dependencies"), asked) for group in _at(poetry, "group").values()),
    )
    for place in places:
        if specifiers := _unique(place):
            return specifiers
    return ()


def _in_lists(lists: Mapping[str, Any], asked: _Asked) -> Iterator[str]:
    for requirements in lists.values():
        for requirement in requirements if isinstance(requirements, list) else ():
            yield from _of_requirement(requirement, asked)


def _in_poetry(dependencies: Mapping[str, Any], asked: _Asked) -> Iterator[str]:
    for name, constraints in dependencies.items():
        if name.lower() != asked.package:
            continue
        for constraint in constraints if isinstance(constraints, list) else [constraints]:
            if isinstance(constraint, dict):
                constraint = constraint.get("version", "*")
            if isinstance(constraint, str):
                for either in re.split(r"\|\|?", constraint):
                    yield ",".join(_from_poetry(each.strip()) for each in either.split(","))


def _from_poetry(constraint: str) -> str:
    """One of Poetry's constraints as a PEP 440 specifier."""
    constraint = re.sub(r"\s+", "", constraint)
    match = re.fullmatch(r"(\^|~(?!=)|)v?(\d+(?:\.\d+)*)(\.\*)?", constraint)
    if match is None:
        return "" if constraint == "*" else constraint
    sign, version, star = match.groups()
    if not sign:
        return f"=={version}{star or ''}"
    parts = [int(each) for each in version.split(".")]
    if sign == "~":
        kept = min(2, len(parts))
    else:  # a caret keeps everything up to the first part that is not zero
        kept = next((i + 1 for i, part in enumerate(parts) if part), len(parts))
    above = [*parts[: kept - 1], parts[kept - 1] + 1]
    return f">={version},<{'.'.join(map(str, above))}"


def _parsed(text: str) -> Mapping[str, Any]:
    if not text:
        return {}
    try:
        return parse_toml(text)
    except ValueError:
        return {}


def _at(table: object, *keys: str) -> Mapping[str, Any]:
    """The table under the keys, empty where there is none."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
