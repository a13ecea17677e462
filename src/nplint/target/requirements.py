"""Requirements of one package, read from the forms in which files spell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from nplint.settings import parse_toml

_CONDA = re.compile(
    r"^(?P<name>[\w.-]+)\s*(?P<sign>=(?!=)|\s(?=\d))\s*(?P<version>[\d.*]+)(?:=\S*)?$"
)


class Asked(NamedTuple):
    """A package's name, and the patterns that find it in a requirement and in a lock file."""

    package: str
    requirement: re.Pattern[str]
    longer_name: re.Pattern[str]
    table: re.Pattern[str]
    archive: re.Pattern[str]

    @classmethod
    @cache
    def of(cls, package: str) -> Asked:
        """Return the patterns of a package."""
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
            re.compile(rf"/{package}-(\d[^-/\s]*)-[^/\s]*\.(?:conda|whl|tar\.bz2)", re.IGNORECASE),
        )


def of_requirement(requirement: object, asked: Asked) -> Iterator[str]:
    """Yield the specifier, if the requirement (PEP 508) is one of the package."""
    if not isinstance(requirement, str):
        return
    text = requirement.strip()
    match = asked.requirement.match(text)
    if match is None or asked.longer_name.match(text):
        return
    yield re.sub(r"[\s()]", "", match["specifier"])


def in_lists(lists: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield the specifiers in a table of lists of requirements (PEP 508)."""
    for requirements in lists.values():
        for requirement in requirements if isinstance(requirements, list) else ():
            yield from of_requirement(requirement, asked)


def of_conda(requirement: str, asked: Asked) -> Iterator[str]:
    """Yield the specifiers, if the requirement is one of the package as conda spells them."""
    for either in requirement.split("|"):
        text = either.strip()
        if text[:1] in "<>=!~":
            text = asked.package + text
        conda = _CONDA.match(text)
        if conda is not None:  # one equals sign is a prefix: 0.15 stands for 0.15.*
            exact = conda["version"].count(".") >= 2 and "*" not in conda["version"]
            version = conda["version"].removesuffix(".*") + ("" if exact else ".*")
            text = f"{conda['name']}=={version}"
        yield from of_requirement(text, asked)


def in_conda_table(dependencies: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield the specifiers in a table of pixi's of conda packages by name."""
    for constraint in _constraints(dependencies, asked):
        bare = constraint.strip()
        yield from of_conda(asked.package if bare == "*" else f"{asked.package} {bare}", asked)


def in_pypi_table(dependencies: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield the specifiers in a table of pixi's of PyPI packages by name."""
    for constraint in _constraints(dependencies, asked):
        yield "" if constraint.strip() == "*" else re.sub(r"\s", "", constraint)


def in_poetry_table(dependencies: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield the specifiers in one of Poetry's tables of packages by name."""
    for constraint in _constraints(dependencies, asked):
        for either in re.split(r"\|\|?", constraint):
            yield ",".join(_from_poetry(each.strip()) for each in either.split(","))


def _constraints(dependencies: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield what a table says of the package: a text, or the ``version`` of a table."""
    for name, constraints in dependencies.items():
        if name.lower() != asked.package:
            continue
        for constraint in constraints if isinstance(constraints, list) else [constraints]:
            if isinstance(constraint, dict):
                constraint = constraint.get("version", "*")
            if isinstance(constraint, str):
                yield constraint


def _from_poetry(constraint: str) -> str:
    """Return one of Poetry's constraints as a PEP 440 specifier."""
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


def parsed(text: str) -> Mapping[str, Any]:
    """Return the tables of a TOML text, none where it is not TOML."""
    if not text:
        return {}
    try:
        return parse_toml(text)
    except ValueError:
        return {}


def at(table: object, *keys: str) -> Mapping[str, Any]:
    """Return the table under the keys, empty where there is none."""
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Return the items in their order, each once."""
    return tuple(dict.fromkeys(items))
