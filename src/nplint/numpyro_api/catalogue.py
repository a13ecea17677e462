"""The catalogue of NumPyro's names, read from the data that were harvested from the releases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Literal, TypeAlias

from nplint.numpyro_api.data import fact_on, table
from nplint.numpyro_api.releases import number_of, supported_releases
from nplint.numpyro_api.signatures import Parameter, Signature, read_signature

EntryKind: TypeAlias = Literal[
    "distribution", "transform", "constraint", "kernel", "handler", "mcmc", "svi", "predictive",
    "elbo", "autoguide", "reparam", "optimizer", "class", "function", "value", "module", "unseen",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A NumPyro name.

    Parameters
    ----------
    name
        The path under which the documentation shows it.
    kind
        The class of objects that it belongs to; ``value`` for an object that is none of NumPyro's
        classes, ``unseen`` for a module that could not be imported.
    parameters
        As the release asked for, or the newest one that has it, declares them.
    releases
        The releases that have it, oldest first.
    paths
        Its other paths on that release.
    callable
        Whether it has a signature at all.
    """

    name: str
    kind: EntryKind
    parameters: Signature
    releases: tuple[str, ...]
    paths: tuple[str, ...] = ()
    callable: bool = True

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((each for each in self.parameters if each.name == name), None)


@cache
def lookup(qualified: str) -> Entry | None:
    """Return what a dotted path leads to; None if it is no NumPyro name that nplint knows."""
    if qualified != "numpyro" and not qualified.startswith("numpyro."):
        return None
    name = canonical(qualified)
    return None if name is None else _entry(name, None)


def lookup_on(qualified: str, release: str) -> Entry | None:
    """Return what a dotted path leads to on one supported release; None where it leads nowhere."""
    number = number_of(release)
    for first, last, name in _paths().get(qualified, ()):
        if first <= number <= last:
            return _entry(name, number)
    return None


def canonical(qualified: str) -> str | None:
    """The canonical name of what a dotted path leads to on the newest release that has it."""
    found = _paths().get(qualified)
    return max(found, key=lambda each: each[1])[2] if found else None


def public_names(module: str) -> frozenset[str]:
    """The names that ``from module import *`` can give, for a NumPyro module."""
    if not module.startswith("numpyro"):
        return frozenset()
    return _names_by_module().get(module, frozenset())


@cache
def _names_by_module() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path in _paths():
        module, _, name = path.rpartition(".")
        found.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in found.items()}


@cache
def names_taking(parameter: str) -> frozenset[str]:
    """The last parts of the names of callables that take a parameter."""
    # Read off the data as it stands: making entries of all names costs more than the look-up may.
    return frozenset(
        name.rpartition(".")[2]
        for name, versions in table("api")["names"].items()
        if any(w.partition("=")[0] == parameter for w in versions[-1][2].get("parameters", ()))
    )


@cache
def names_of_distributions() -> frozenset[str]:
    """The last parts of the names of all distributions."""
    names = table("api")["names"].items()
    return frozenset(n.rpartition(".")[2] for n, v in names if v[-1][2]["kind"] == "distribution")


@cache
def names_of_callables() -> frozenset[str]:
    """The last parts of the names of all callables."""
    names = table("api")["names"].items()
    return frozenset(name.rpartition(".")[2] for name, v in names if "parameters" in v[-1][2])


def all_paths() -> Collection[str]:
    """Every path that some supported release has."""
    return _paths()


def names_at(path: str) -> Sequence[tuple[int, int, str]]:
    """The canonical names a path leads to, each with the first and last release by number."""
    return _paths().get(path, ())


@cache
def _paths() -> dict[str, list[tuple[int, int, str]]]:
    """Every path to the canonical names it leads to, with the releases on which it does."""
    data = table("api")
    modules: list[str] = data["modules"]
    found: dict[str, list[tuple[int, int, str]]] = {}
    for name, versions in data["names"].items():
        last_part = name.rpartition(".")[2]
        for first, last, fact in versions:
            found.setdefault(name, []).append((first, last, name))
            for path in fact.get("paths", ()):
                alias = path if isinstance(path, str) else f"{modules[path]}.{last_part}"
                found.setdefault(alias, []).append((first, last, name))
    return found


@cache
def _entry(name: str, number: int | None) -> Entry:
    data = table("api")
    versions = data["names"][name]
    fact: dict[str, Any] = versions[-1][2] if number is None else fact_on(versions, number)
    last_part = name.rpartition(".")[2]
    paths = tuple(
        path if isinstance(path, str) else f"{data['modules'][path]}.{last_part}"
        for path in fact.get("paths", ())
    )
    known = supported_releases()
    releases = tuple(chain.from_iterable(known[first : last + 1] for first, last, _ in versions))
    words = fact.get("parameters")
    return Entry(
        name, fact["kind"], read_signature(words or ()), releases, paths, words is not None
    )
