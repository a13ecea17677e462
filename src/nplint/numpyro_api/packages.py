"""The names that NumPyro and JAX have on each release, and where a lost one went."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from nplint.numpyro_api import catalogue
from nplint.numpyro_api.data import Versions, fact_on, table
from nplint.numpyro_api.methods import method, method_names
from nplint.numpyro_api.releases import jax_releases, supported_releases
from nplint.numpyro_api.signatures import Signature, read_signature


@dataclass(frozen=True, slots=True)
class Successor:
    """The place where a lost name is found.

    Parameters
    ----------
    path
        A path that every release asked about has.
    same
        Whether it was seen to lead to the very same object, is what a lost module held by that
        name, or is what JAX's own advice names and has the same signature. Otherwise only the
        advice, or the last part of its name, speaks for it.
    """

    path: str
    same: bool


class Package(ABC):
    """The public names of a package, release by release.

    Facts of ``releases`` were found by running them. What older ones had was read from the
    package's repository: it tells that a name once existed, and how it was called.
    """

    name: str
    title: str

    @property
    @abstractmethod
    def releases(self) -> tuple[str, ...]:
        """The releases that were run, oldest first."""

    @abstractmethod
    def _spans(self, path: str) -> Iterator[tuple[int, int]]:
        """The ranges of ``releases`` that have a path."""

    @abstractmethod
    def _paths(self) -> Collection[str]:
        """Every path that some of ``releases`` have."""

    @abstractmethod
    def parameters(self, path: str, release: str) -> Signature | None:
        """Return how a path is called on a release; None where that is not known.

        ``numpyro.infer.MCMC().run`` is a method of what a class makes.
        """

    @abstractmethod
    def same(self, path: str, release: str) -> tuple[str, ...]:
        """All paths that lead to the same object on a release."""

    @abstractmethod
    def _loaded(self) -> dict[str, Versions]:
        """The modules that importing the package gives."""

    def advice(self, path: str) -> str | None:
        """Return what the package itself says to use instead of a path, if it does."""
        return None

    def has(self, path: str, release: str) -> bool:
        """Tell whether a release has a path."""
        number = self._number[release]
        return any(first <= number <= last for first, last in self._spans(path))

    def lacks(self, path: str, release: str) -> bool:
        """Tell whether a release surely lacks a path, in a module that it has."""
        module = path.rpartition(".")[0]
        if self.has(path, release) or not (module == self.name or self.has(module, release)):
            return False
        # A module that once had names and has none now is no module any more.
        listed = self._listed.get(module)
        if listed is None:
            return False
        return bool(listed >> self._number[release] & 1) or not self._is_unseen(module, release)

    def loads(self, module: str, release: str) -> bool:
        """Tell whether importing the package alone gives a module."""
        versions = self._loaded().get(module)
        return versions is not None and fact_on(versions, self._number[release]) is not None

    def past(self, path: str) -> tuple[str, str] | None:
        """The first and the last release that are known to have had a path."""
        numbers = [number for span in self._spans(path) for number in span]
        read = [
            number for first, last, _ in self._history.get(path, ()) for number in (first, last)
        ]
        old = self._history_releases
        known = [old[number] for number in read] + [self.releases[number] for number in numbers]
        return (known[0], known[-1]) if known else None

    def past_signatures(self, path: str) -> Iterator[tuple[str, Signature]]:
        """Every other way in which a path was called, newest first, with the last such release."""
        seen: list[Signature] = []
        for release in reversed(self.releases):
            found = self.parameters(path, release)
            if found is not None and found not in seen:
                seen.append(found)
                yield release, found
        for _, last, words in reversed(self._history.get(path, [])):
            if words is not None and read_signature(words) not in seen:
                seen.append(read_signature(words))
                yield self._history_releases[last], seen[-1]

    def find(self, name: str) -> tuple[str, ...]:
        """The paths that a dotted path, or the last part of one, may mean: the front doors."""
        if name in self.spellings:
            exact = [name] if "." in name else self._by_last_part.get(name, [])
            fronts = {self.front_door(path): None for path in sorted(exact, key=_plainness)}
            old = [path for path in self._history if path.rpartition(".")[2] == name]
            return tuple(fronts) or tuple(old) or (name,)
        return ()

    def ending_in(self, name: str) -> tuple[str, ...]:
        """Return the front doors of the paths that end in some dotted words."""
        alike = self._by_last_part.get(name.rpartition(".")[2], [])
        paths = sorted((each for each in alike if each.endswith(f".{name}")), key=_plainness)
        return tuple(dict.fromkeys(map(self.front_door, paths)))

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Everything that :meth:`find` knows."""
        paths = {*self._paths(), *self._history}
        return frozenset(paths | {path.rpartition(".")[2] for path in paths})

    @cached_property
    def changing(self) -> frozenset[str]:
        """The last parts of all paths that some release lacks."""
        whole = (0, len(self.releases) - 1)
        lost = {path for path in self._paths() if whole not in self._spans(path)}
        return frozenset(path.rpartition(".")[2] for path in (*lost, *self._history))

    def successor(self, path: str, releases: Sequence[str]) -> Successor | None:
        """Return where what a path led to is found on all of some releases.

        Parameters
        ----------
        path
            A path that at least one of the releases lacks.
        releases
            The releases that the new path must work on; where they have the old one too, it
            must be the same.
        """
        having = [release for release in self.releases if self.has(path, release)]
        for candidate in self._candidates(path, having):
            if candidate != path and all(self.has(candidate, release) for release in releases):
                both = [release for release in releases if release in having]
                if all(self._is_alike(path, candidate, release) for release in both):
                    seen = bool(having) or self._was_in_lost_module(path)
                    return Successor(candidate, same=seen)
        advice = self.advice(path)
        if advice is not None and all(self.has(advice, release) for release in releases):
            ways = {self.parameters(path, release) for release in having}
            now = {self.parameters(advice, release) for release in releases}
            return Successor(advice, same=ways == now and None not in ways and () not in ways)
        return None

    def _is_alike(self, path: str, candidate: str, release: str) -> bool:
        """Tell whether a release has the same under two paths that another has one object under.

        One of them may have been a function that warns and calls the other, with its signature.
        """
        if candidate in self.same(path, release):
            return True
        way = self.parameters(path, release)
        return (
            path.rpartition(".")[2] == candidate.rpartition(".")[2]
            and way is not None
            and way == self.parameters(candidate, release)
        )

    def _candidates(self, path: str, having: list[str]) -> Iterator[str]:
        """Paths that may be where a name went, the best first."""
        if having:
            yield from sorted(self.same(path, having[-1]), key=_plainness)
            return
        named_alike = self._by_last_part.get(path.rpartition(".")[2], [])
        contrib = "contrib" in path
        if self._was_in_lost_module(path):
            fronts = {
                front for each in named_alike if not self.is_module(front := self.front_door(each))
            }
            yield from sorted(fronts, key=lambda p: (("contrib" in p) != contrib, *_plainness(p)))
        elif len(named_alike) == 1 and ("contrib" in named_alike[0]) == contrib:
            yield named_alike[0]

    def front_door(self, path: str) -> str:
        """The path that documentation would show for what a path leads to."""
        return path

    def is_module(self, path: str) -> bool:
        """Tell whether a path leads to a module of which names are known."""
        return path in self._listed

    def _was_in_lost_module(self, path: str) -> bool:
        """Tell whether a path's module is one that only releases too old to run had."""
        module = path.rpartition(".")[0]
        return module in self._history and not any(self.has(module, r) for r in self.releases)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {release: number for number, release in enumerate(self.releases)}

    @cached_property
    def _listed(self) -> dict[str, int]:
        """The modules of which names are known: on the releases whose number's bit is set."""
        found: dict[str, int] = {}
        for path in self._paths():
            module = path.rpartition(".")[0]
            for first, last in self._spans(path):
                found[module] = found.get(module, 0) | (2 << last) - (1 << first)
        return found

    def _is_unseen(self, module: str, release: str) -> bool:
        """Tell whether a module could not be looked into on a release."""
        return False

    @cached_property
    def _by_last_part(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths():
            found.setdefault(path.rpartition(".")[2], []).append(path)
        return found

    @cached_property
    def _history(self) -> dict[str, Versions]:
        found: dict[str, Versions] = table("history")[self.name]
        return found

    @cached_property
    def _history_releases(self) -> list[str]:
        found: list[str] = table("history")[f"{self.name}_releases"]
        return found


def merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges in order, those that follow on each other joined."""
    ordered = sorted(spans)
    if len(ordered) == 1:  # as of most paths
        yield ordered[0]
        return
    current: tuple[int, int] | None = None
    for first, last in ordered:
        if current is not None and first <= current[1] + 1:
            current = (current[0], max(current[1], last))
            continue
        if current is not None:
            yield current
        current = (first, last)
    if current is not None:
        yield current


def _plainness(path: str) -> tuple[bool, int, str]:
    """Sorts the paths of one object: the one that documentation would show first."""
    return ("experimental" in path or "example" in path, path.count("."), path)


class NumPyro(Package):
    """NumPyro's names; more is known of them than of JAX's."""

    name, title = "numpyro", "NumPyro"

    @cached_property
    def callable_names(self) -> frozenset[str]:
        """The last parts of all paths that can be called, and the names of methods."""
        return catalogue.names_of_callables() | method_names()

    @cached_property
    def distribution_names(self) -> frozenset[str]:
        """The last parts of all paths to distributions."""
        return catalogue.names_of_distributions()

    @property
    def releases(self) -> tuple[str, ...]:
        return supported_releases()

    def front_door(self, path: str) -> str:
        return catalogue.canonical(path) or path

    def _is_unseen(self, module: str, release: str) -> bool:
        entry = catalogue.lookup_on(module, release)
        return entry is not None and entry.kind == "unseen"

    def _spans(self, path: str) -> Iterator[tuple[int, int]]:
        return merged((first, last) for first, last, _ in catalogue.names_at(path))

    def _paths(self) -> Collection[str]:
        return catalogue.all_paths()

    def parameters(self, path: str, release: str) -> Signature | None:
        entry = catalogue.lookup_on(path, release)
        if entry is not None:
            return entry.parameters if entry.callable else None
        owner, _, attr = path.rpartition("().")
        kind = catalogue.lookup_on(owner, release)
        return method(kind.name, attr, release) if kind is not None else None

    def same(self, path: str, release: str) -> tuple[str, ...]:
        entry = catalogue.lookup_on(path, release)
        return () if entry is None else (entry.name, *entry.paths)

    def _loaded(self) -> dict[str, Versions]:
        found: dict[str, Versions] = table("api")["loaded"]
        return found


class Jax(Package):
    """JAX's names, those that models use."""

    name, title = "jax", "JAX"

    @cached_property
    def changing_calls(self) -> frozenset[str]:
        """The last parts of all paths that are not called the same on every known release."""
        found: set[str] = set()
        for path in {*self._names, *self._history}:
            versions = [*self._history.get(path, ()), *self._names.get(path, ())]
            signatures = {tuple(words) for _, _, words in versions if words is not None}
            if len(signatures) > 1:
                found.add(path.rpartition(".")[2])
        return frozenset(found)

    @property
    def releases(self) -> tuple[str, ...]:
        return jax_releases()

    def _spans(self, path: str) -> Iterator[tuple[int, int]]:
        return merged((first, last) for first, last, _ in self._names.get(path, ()))

    def _paths(self) -> Collection[str]:
        return self._names

    def parameters(self, path: str, release: str) -> Signature | None:
        words = fact_on(self._names.get(path, []), self._number[release])
        return None if words is None else read_signature(words)

    def same(self, path: str, release: str) -> tuple[str, ...]:
        group = fact_on(table("jax")["same"].get(path, []), self._number[release])
        return (path,) if group is None else tuple(group)

    def advice(self, path: str) -> str | None:
        versions: list[list[Any]] = table("jax")["advice"].get(path, [])
        return versions[-1][2] if versions else None

    def _loaded(self) -> dict[str, Versions]:
        found: dict[str, Versions] = table("jax")["loaded"]
        return found

    @cached_property
    def _names(self) -> dict[str, Versions]:
        found: dict[str, Versions] = table("jax")["names"]
        return found


@cache
def packages() -> tuple[NumPyro, Jax]:
    """NumPyro and JAX."""
    return NumPyro(), Jax()
