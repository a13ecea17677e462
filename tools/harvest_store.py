"""The data files of the package: written so that equal facts of several releases stand once.

api.json
    {"supported": [release, …], "harvested": [release, …], "modules": [dotted name, …],
     "names": {canonical name: [[first, last, kind, parameters, paths], …]}}
    ``first`` and ``last`` index ``harvested``; a path is the index of a module in which the
    object goes by the last part of its canonical name, or a whole dotted path.
leaks.json
    {"runs": […], "releases": {release: {family: {"cases": [{"given": […], role: outcomes}, …],
     "through": {parameter: {role: outcomes}}}}}}
    A role is ``latent``, ``observed``, or ``inside``: latent, the whole built in the model from
    a shared part. Outcomes are a letter for each of ``runs``: ``L`` leaks, ``.`` runs, ``-``
    cannot be run so. ``through`` is what happens when a part is of a leaking family.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Names = dict[str, dict[str, Any]]


def load_api(path: Path) -> dict[str, Names]:
    """What is stored, release by release, in the form the harvest gives."""
    if not path.exists():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    releases: dict[str, Names] = {release: {} for release in data["harvested"]}
    for name, versions in data["names"].items():
        last_part = name.rpartition(".")[2]
        for first, last, kind, parameters, paths in versions:
            entry: dict[str, Any] = {"kind": kind}
            if parameters is not None:
                entry["parameters"] = parameters
            if paths:
                entry["paths"] = sorted(
                    path if isinstance(path, str) else f"{data['modules'][path]}.{last_part}"
                    for path in paths
                )
            for release in data["harvested"][first : last + 1]:
                releases[release][name] = entry
    return releases


def save_api(path: Path, releases: dict[str, Names], order: list[str]) -> None:
    """Write what is known of all releases."""
    harvested = [release for release in order if release in releases]
    every = sorted({name for release in harvested for name in releases[release]})
    modules = sorted(
        {
            alias.rpartition(".")[0]
            for names in releases.values()
            for entry in names.values()
            for alias in entry.get("paths", ())
        }
    )
    index = {module: number for number, module in enumerate(modules)}
    lines = []
    for name in every:
        versions: list[list[Any]] = []
        for number, release in enumerate(harvested):
            entry = releases[release].get(name)
            if entry is None:
                continue
            paths = [_packed(alias, name, index) for alias in entry.get("paths", ())]
            fact = [entry["kind"], entry.get("parameters"), paths]
            if versions and versions[-1][1] == number - 1 and versions[-1][2:] == fact:
                versions[-1][1] = number
            else:
                versions.append([number, number, *fact])
        lines.append(f"{_json(name)}:{_json(versions)}")
    head = ",\n".join(
        f"{_json(key)}:{_json(value)}"
        for key, value in (("supported", order), ("harvested", harvested), ("modules", modules))
    )
    body = ",\n".join(lines)
    path.write_text(f'{{{head},\n"names":{{\n{body}\n}}}}\n', encoding="utf-8", newline="\n")


def load_leaks(path: Path) -> dict[str, Any]:
    """What is stored about leaks, by release."""
    if not path.exists():
        return {}
    releases: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["releases"]
    return releases


def save_leaks(path: Path, leaks: dict[str, Any], order: list[str], runs: tuple[str, ...]) -> None:
    """Write what is known about leaks, a family a line."""
    blocks = []
    for release in order:
        if release in leaks:
            families = sorted(leaks[release].items())
            rows = ",\n".join(f"{_json(name)}:{_json(facts)}" for name, facts in families)
            blocks.append(f"{_json(release)}:{{\n{rows}\n}}")
    body = ",\n".join(blocks)
    text = f'{{"runs":{_json(runs)},\n"releases":{{\n{body}\n}}}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _packed(alias: str, name: str, index: dict[str, int]) -> int | str:
    module, _, attribute = alias.rpartition(".")
    return index[module] if attribute == name.rpartition(".")[2] else alias


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
