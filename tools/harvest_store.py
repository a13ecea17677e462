"""The data files of the package: equal facts of several releases stand once.

    releases.json       the supported releases, the JAX each was run with, its defaults
    api.json            NumPyro's public names, what they are and how they are called
    methods.json        the methods of its classes
    distributions.json  constraints, supports and alternatives of distributions; transforms
    jax.json            the names of JAX that models use
    history.json        what releases too old to run had, read from the repositories
    leaks.json          which distributions leak tracers when they are shared
    constructors.json   which distributions compute when they are built
    keepers.json        which inference objects keep their model and guide in an attribute
    shapes.json         from what distributions have their shapes
    host_functions.json which functions cannot take what JAX traces

Facts that change with the release are kept as ``{name: [[first, last, fact], …]}``, where first
and last index the file's list of releases. ``schema.json`` beside them says the whole form; a test
holds the files against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "nplint" / "numpyro_api" / "data"

ByRelease = dict[str, dict[str, Any]]
Packed = dict[str, list[list[Any]]]


def packed(releases: Mapping[str, Mapping[str, Any]]) -> Packed:
    """Facts by release and name, as facts by name with the releases they hold on."""
    found: Packed = {}
    for number, facts in enumerate(releases.values()):
        for name, fact in facts.items():
            versions = found.setdefault(name, [])
            if versions and versions[-1][1] == number - 1 and versions[-1][2] == fact:
                versions[-1][1] = number
            else:
                versions.append([number, number, fact])
    return dict(sorted(found.items()))


def unpacked(names: Packed, releases: Iterable[str]) -> ByRelease:
    """The inverse of :func:`packed`."""
    found: ByRelease = {release: {} for release in releases}
    order = list(found)
    for name, versions in names.items():
        for first, last, fact in versions:
            for release in order[first : last + 1]:
                found[release][name] = fact
    return found


def read(path: Path) -> Any:
    """A data file's content; an empty table where there is none yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def save(path: Path, data: Mapping[str, Any]) -> None:
    """Write a data file: a line for each entry of its tables, so that changes can be read."""
    parts = []
    for key, value in data.items():
        if isinstance(value, dict) and len(value) > 1:
            rows = ",\n".join(f"{_json(name)}:{_json(fact)}" for name, fact in value.items())
            parts.append(f"{_json(key)}:{{\n{rows}\n}}")
        else:
            parts.append(f"{_json(key)}:{_json(value)}")
    path.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8", newline="\n")


@dataclass
class Oldest:
    """What the oldest release that was run has: older history is told in contrast to it.

    Parameters
    ----------
    release
        Its version.
    names
        Its paths, each with the parameters it takes, if any.
    """

    release: str
    names: dict[str, list[str] | None]

    def has(self, path: str, parameters: list[str] | None) -> bool:
        """Whether it has a path, and takes there what is said that older releases take."""
        if path not in self.names:
            return False
        return parameters is None or self.names[path] in (None, parameters)


def oldest(data: Path, package: str) -> Oldest:
    """The oldest release that was run, of NumPyro or of JAX."""
    releases = [row[package] for row in read(data / "releases.json")["releases"]]
    if package == "jax":
        found = unpacked(read(data / "jax.json")["names"], dict.fromkeys(releases))
        return Oldest(releases[0], found[releases[0]])
    api = read(data / "api.json")
    names: dict[str, list[str] | None] = {}
    for name, fact in unpacked(api["names"], releases)[releases[0]].items():
        for path in (name, *paths_of(name, fact, api["modules"])):
            names[path] = fact.get("parameters")
    return Oldest(releases[0], names)


def paths_of(name: str, fact: Mapping[str, Any], modules: list[str]) -> list[str]:
    """The other paths of a name: the number of a module in which it goes by its last part."""
    last_part = name.rpartition(".")[2]
    return [
        path if isinstance(path, str) else f"{modules[path]}.{last_part}"
        for path in fact.get("paths", ())
    ]


def with_numbered_paths(names: ByRelease) -> tuple[list[str], ByRelease]:
    """Names whose paths are written by module number, and the modules."""
    modules = sorted(
        {
            path.rpartition(".")[0]
            for facts in names.values()
            for fact in facts.values()
            for path in fact.get("paths", ())
        }
    )
    number = {module: index for index, module in enumerate(modules)}

    def short(path: str, name: str) -> int | str:
        module, _, attribute = path.rpartition(".")
        return number[module] if attribute == name.rpartition(".")[2] else path

    return modules, {
        release: {
            name: {**fact, "paths": [short(path, name) for path in fact["paths"]]}
            if "paths" in fact
            else fact
            for name, fact in facts.items()
        }
        for release, facts in names.items()
    }


def with_whole_paths(names: ByRelease, modules: list[str]) -> ByRelease:
    """The inverse of :func:`with_numbered_paths`."""
    return {
        release: {
            name: {**fact, "paths": sorted(paths_of(name, fact, modules))}
            if "paths" in fact
            else fact
            for name, fact in facts.items()
        }
        for release, facts in names.items()
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
