"""The public methods of NumPyro's classes, inherited ones included."""

from __future__ import annotations

from functools import cache

from nplint.numpyro_api.data import fact_on, table
from nplint.numpyro_api.releases import number_of
from nplint.numpyro_api.signatures import Signature, read_signature


def method(name: str, attr: str, release: str) -> Signature | None:
    """Return how a method of a class is called, without its receiver.

    Parameters
    ----------
    name
        The class's canonical name.
    attr
        The method's name; ``__call__`` for calling an instance.
    release
        The supported release that is asked about.
    """
    number = number_of(release)
    waiting, seen = [name], set()
    while waiting:
        current = waiting.pop(0)
        versions = table("methods")["classes"].get(current)
        fact = fact_on(versions, number) if versions else None
        if fact is None or current in seen:
            continue
        seen.add(current)
        words = fact.get("methods", {}).get(attr)
        if words is not None:
            return read_signature(words)
        waiting += fact.get("bases", ())
    return None


def ancestors(name: str, release: str) -> frozenset[str] | None:
    """The classes that a class derives from on a release, itself included; None if not known."""
    number = number_of(release)
    waiting, found = [name], set()
    while waiting:
        current = waiting.pop()
        versions = table("methods")["classes"].get(current)
        fact = fact_on(versions, number) if versions else None
        if fact is None:
            return None
        found.add(current)
        waiting += [base for base in fact.get("bases", ()) if base not in found]
    return frozenset(found)


def methods_of(name: str, release: str) -> dict[str, Signature]:
    """The public methods that a class itself defines on a release."""
    versions = table("methods")["classes"].get(name)
    fact = fact_on(versions, number_of(release)) if versions else None
    return {key: read_signature(words) for key, words in (fact or {}).get("methods", {}).items()}


@cache
def method_names() -> frozenset[str]:
    """The names of all public methods, on any release."""
    return frozenset(
        name
        for versions in table("methods")["classes"].values()
        for _, _, facts in versions
        for name in facts.get("methods", ())
    )


@cache
def methods_taking(parameter: str) -> frozenset[str]:
    """The names of all public methods that take a parameter, on any release."""
    return frozenset(
        name
        for versions in table("methods")["classes"].values()
        for _, _, facts in versions
        for name, words in facts.get("methods", {}).items()
        if any(word.partition("=")[0] == parameter for word in words)
    )
