"""What NumPyro's names are, read from the data that the releases gave when they were harvested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a NumPyro callable.

    Parameters
    ----------
    name
        Its name, without stars.
    kind
        ``positional``, ``either``, ``keyword``, ``*`` or ``**``.
    required
        Whether a call must give it.
    default
        The default as source text where it is a literal, ``…`` where it is not, else empty.
    """

    name: str
    kind: str
    required: bool
    default: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A NumPyro name.

    Parameters
    ----------
    name
        The path under which the documentation shows it.
    kind
        ``distribution``, ``transform``, ``constraint``, ``kernel``, ``handler``, ``mcmc``,
        ``svi``, ``predictive``, ``elbo``, ``autoguide``, ``reparam``, ``optimizer``, ``class``,
        ``function`` or ``module``.
    parameters
        As the newest release that has it declares them.
    releases
        The harvested releases that have it, oldest first.
    """

    name: str
    kind: str
    parameters: tuple[Parameter, ...]
    releases: tuple[str, ...]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((each for each in self.parameters if each.name == name), None)


def lookup(qualified: str) -> Entry | None:
    """What a dotted path leads to; None if it is no NumPyro name that nplint knows."""
    if qualified != "numpyro" and not qualified.startswith("numpyro."):
        return None
    name = canonical(qualified)
    return None if name is None else _entry(name)


def canonical(qualified: str) -> str | None:
    """The canonical name of what a dotted path leads to on the newest release that has it."""
    return _catalogue().canonical.get(qualified)


def public_names(module: str) -> frozenset[str]:
    """The names that ``from module import *`` can give, for a NumPyro module."""
    if not module.startswith("numpyro"):
        return frozenset()
    return _names_by_module().get(module, frozenset())


@cache
def _names_by_module() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path in _catalogue().canonical:
        module, _, name = path.rpartition(".")
        found.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in found.items()}


@cache
def names_taking_models() -> tuple[str, ...]:
    """The last parts of the names of callables that take a ``model``, sorted."""
    names = _catalogue().names
    return tuple(
        sorted(
            {
                name.rpartition(".")[2]
                for name in names
                if any(parameter.name == "model" for parameter in _entry(name).parameters)
            }
        )
    )


@cache
def names_of_kinds(kinds: frozenset[str]) -> tuple[str, ...]:
    """The last parts of the names of callables of some kinds, sorted."""
    names = _catalogue().names
    return tuple(sorted({n.rpartition(".")[2] for n in names if _entry(n).kind in kinds}))


def supported_releases() -> tuple[str, ...]:
    """The NumPyro releases nplint supports, oldest first."""
    return _catalogue().supported


@dataclass(frozen=True, slots=True)
class _Catalogue:
    supported: tuple[str, ...]
    harvested: tuple[str, ...]
    # Canonical name to its versions, oldest first: [first, last, kind, parameters, paths].
    names: dict[str, list[list[Any]]]
    canonical: dict[str, str]


@cache
def _catalogue() -> _Catalogue:
    data = json.loads((DATA / "api.json").read_text(encoding="utf-8"))
    modules, names = data["modules"], data["names"]
    canonical: dict[str, str] = {}
    newest: dict[str, int] = {}
    for name, versions in names.items():
        last_part = name.rpartition(".")[2]
        for _, last, _, _, paths in versions:
            for path in paths:
                alias = path if isinstance(path, str) else f"{modules[path]}.{last_part}"
                # A path may lead elsewhere in another release: the newest has the say.
                if last >= newest.get(alias, 0):
                    newest[alias], canonical[alias] = last, name
    canonical.update((name, name) for name in names if newest.get(name, -1) < names[name][-1][1])
    return _Catalogue(tuple(data["supported"]), tuple(data["harvested"]), names, canonical)


@cache
def _entry(name: str) -> Entry:
    catalogue = _catalogue()
    versions = catalogue.names[name]
    _, _, kind, parameters, _ = versions[-1]
    releases = tuple(
        release
        for number, release in enumerate(catalogue.harvested)
        if any(first <= number <= last for first, last, *_ in versions)
    )
    return Entry(name, kind, tuple(_parameters(parameters or ())), releases)


def _parameters(written: list[str] | tuple[str, ...]) -> Iterator[Parameter]:
    """Read a signature as it is stored: ``["loc=0.0", "*", "validate_args=None"]``."""
    positional = written.index("/") if "/" in written else 0
    kind = "either"
    for number, text in enumerate(written):
        if text in ("*", "/"):
            kind = "keyword" if text == "*" else "either"
            continue
        name, _, default = text.partition("=")
        if name.startswith("**"):
            yield Parameter(name[2:], "**", required=False)
        elif name.startswith("*"):
            yield Parameter(name[1:], "*", required=False)
            kind = "keyword"
        else:
            here = "positional" if number < positional else kind
            yield Parameter(name, here, required=not default, default=default)
