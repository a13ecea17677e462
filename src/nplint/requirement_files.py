"""What a project's files say about NumPyro: lock files, requirements files, declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from nplint.settings import parse_toml

LOCK_FILES = ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")

_PACKAGE_TABLE = re.compile(r"^\[\[packages?\]\]", re.MULTILINE)
_IN_TABLE = re.compile(r"^\s*name\s*=\s*[\"']numpyro[\"']", re.MULTILINE | re.IGNORECASE)
_REQUIREMENT = re.compile(
    r"numpyro\s*(?:\[[^\]]*\])?\s*(?P<specifier>\(?[^;@#]*)(?P<rest>[;@#]|$)", re.IGNORECASE
)
_NAME_GOES_ON = re.compile(r"numpyro\s*(?:[\w.-]*\w)", re.IGNORECASE)


class Statement(NamedTuple):
    """What one file says: PEP 440 specifiers of which any may hold, and whether it can be edited.

    An empty specifier admits every release.
    """

    specifiers: tuple[str, ...]
    path: Path
    raisable: bool


def statement_of(folder: Path) -> Statement | None:
    """What stands in this very folder: first a lock, then a pin, then a declaration."""
    for name in LOCK_FILES:
        if versions := _locked(_text(folder / name)):
            return Statement(tuple(f"=={each}" for each in versions), folder / name, False)
    required = [
        (path, specifiers)
        for path in _requirements_files(folder)
        if (specifiers := _unique(_in_requirements_file(_text(path))))
    ]
    for path, specifiers in required:
        if all(each.startswith("==") and "*" not in each for each in specifiers):
            return Statement(specifiers, path, False)
    project = folder / "pyproject.toml"
    if declared := _declared(_text(project)):
        return Statement(declared, project, True)
    for path, specifiers in required:
        return Statement(specifiers, path, True)
    return None


def _requirements_files(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.glob("requirements*.txt"))
    except OSError:
        return []
    return sorted(found, key=lambda path: path.name != "requirements.txt")


def _text(path: Path) -> str:
    """The file's text if it mentions NumPyro at all, else nothing."""
    try:
        if not path.is_file():
            return ""
        text = path.read_text("utf-8-sig", "replace")
    except OSError:
        return ""
    return text if "numpyro" in text.lower() else ""


def _locked(text: str) -> tuple[str, ...]:
    """The locked versions; several where the lock depends on platform or Python."""
    # Only NumPyro's own tables are parsed: a whole lock file costs more than linting a model.
    starts = [match.start() for match in _PACKAGE_TABLE.finditer(text)]
    versions = []
    for start, end in pairwise([*starts, len(text)]):
        block = text[start:end]
        if not _IN_TABLE.search(block):
            continue
        table = _parsed(block)
        for packages in (table.get("package"), table.get("packages")):
            for package in packages if isinstance(packages, list) else ():
                if str(package.get("name")).lower() == "numpyro":
                    versions.append(package.get("version"))
    return _unique(each for each in versions if isinstance(each, str))


def _in_requirements_file(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line)
        # Hashes and other options of pip follow the requirement itself.
        yield from _of_requirement(re.split(r"\s--?\w", line, maxsplit=1)[0])


def _of_requirement(requirement: object) -> Iterator[str]:
    """The specifier, if the requirement (PEP 508) is one of NumPyro."""
    if not isinstance(requirement, str):
        return
    text = requirement.strip()
    match = _REQUIREMENT.match(text)
    if match is None or _NAME_GOES_ON.match(text):
        return
    yield re.sub(r"[\s()]", "", match["specifier"])


def _declared(text: str) -> tuple[str, ...]:
    """What ``pyproject.toml`` declares, from the place that binds a user most."""
    table = _parsed(text)
    project, tool = _at(table, "project"), _at(table, "tool")
    poetry = _at(tool, "poetry")
    places: tuple[Iterable[str], ...] = (
        _in_lists({"": project.get("dependencies")}),
        _in_poetry(_at(poetry, "dependencies")),
        _in_lists(_at(project, "optional-dependencies")),
        _in_lists(_at(table, "dependency-groups")),
        _in_lists(_at(tool, "pdm", "dev-dependencies")),
        _in_lists({"": _at(tool, "uv").get("dev-dependencies")}),
        _in_poetry(_at(poetry, "dev-dependencies")),
        *(_in_poetry(_at(group, "dependencies")) for group in _at(poetry, "group").values()),
    )
    for place in places:
        if specifiers := _unique(place):
            return specifiers
    return ()


def _in_lists(lists: Mapping[str, Any]) -> Iterator[str]:
    for requirements in lists.values():
        for requirement in requirements if isinstance(requirements, list) else ():
            yield from _of_requirement(requirement)


def _in_poetry(dependencies: Mapping[str, Any]) -> Iterator[str]:
    for name, constraints in dependencies.items():
        if name.lower() != "numpyro":
            continue
        for constraint in constraints if isinstance(constraints, list) else [constraints]:
            if isinstance(constraint, dict):
                constraint = constraint.get("version", "*")
            if isinstance(constraint, str):
                for either in re.split(r"\s*\|\|?\s*", constraint):
                    yield ",".join(map(_from_poetry, re.split(r"\s*,\s*", either.strip())))


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
