"""Distributions that leak tracers when traces share an instance, as seen by running each.

A family leaks by how it is parametrised and used, so a question names the arguments of a call.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from nplint.numpyro_api.catalogue import canonical
from nplint.numpyro_api.data import table
from nplint.numpyro_api.releases import number_of, supported_releases

LeakRole: TypeAlias = Literal["latent", "observed", "inside"]

# Runs with several chains at once: the others tell nothing about a program that runs MCMC.
_CHAINS = ("parallel", "vectorized")
_ROLES: tuple[LeakRole, ...] = ("latent", "observed", "inside")


@dataclass(frozen=True, slots=True)
class Leak:
    """The ways in which an instance was seen to leak on some supported release.

    Parameters
    ----------
    latent, observed
        With several chains, at a site without or with observations.
    prediction
        On a later pass of ``Predictive``, without observations.
    """

    latent: bool
    observed: bool
    prediction: bool = False


def leak(name: str, given: Collection[str]) -> Leak | None:
    """Return how a distribution leaks, or None if it was not seen to.

    Parameters
    ----------
    name
        The family's canonical name.
    given
        The parameters that the call gives; one that is given as None counts as not given.
    """
    cases = [_best(family["cases"], given) for family in _families(name)]
    return _merged(case for case in cases if case is not None)


def was_seen_to_leak(name: str) -> bool:
    """Tell whether a family leaks with several chains, by itself, in any parametrisation."""
    found = (_merged(family["cases"]) for family in _families(name))
    return any(each is not None and (each.latent or each.observed) for each in found)


def leak_through(name: str, parameter: str) -> Leak | None:
    """Return how a distribution leaks that takes one of a leaking family in ``parameter``."""
    found = (family.get("through", {}).get(parameter) for family in _families(name))
    return _merged(case for case in found if case is not None)


@cache
def leaking_releases() -> tuple[str, ...]:
    """The supported releases on which a leak was seen.

    One that was not tried is taken to behave as the next one that was.
    """
    tried: list[str] = table("leaks")["releases"]
    leaking = [_leaks_on(number) for number in range(len(tried))]
    found = []
    for release in supported_releases():
        later = [i for i, each in enumerate(tried) if number_of(each) >= number_of(release)]
        if later and leaking[later[0]]:
            found.append(release)
    return tuple(found)


def _leaks_on(number: int) -> bool:
    return any(
        first <= number <= last
        and _merged([*facts["cases"], *facts.get("through", {}).values()]) is not None
        for versions in table("leaks")["families"].values()
        for first, last, facts in versions
    )


@cache
def _by_name() -> dict[str, list[dict[str, Any]]]:
    """Return what is known of each family; it may have had another canonical name once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, versions in table("leaks")["families"].items():
        found.setdefault(canonical(name) or name, []).extend(facts for _, _, facts in versions)
    return found


def _families(name: str) -> list[dict[str, Any]]:
    return _by_name().get(name, [])


def _best(cases: list[dict[str, Any]], given: Collection[str]) -> dict[str, Any] | None:
    """The case whose parameters are those of the call, among the parameters that tell cases."""
    telling = {parameter for case in cases for parameter in case["given"]}
    asked = telling.intersection(given)
    return max(
        cases,
        key=lambda case: (len(asked & set(case["given"])), -len(set(case["given"]) - asked)),
        default=None,
    )


def _merged(cases: Iterable[dict[str, Any]]) -> Leak | None:
    latent = observed = prediction = False
    for case in cases:
        latent = latent or _leaks(case.get("latent", ""), _CHAINS)
        observed = observed or _leaks(case.get("observed", ""), _CHAINS)
        prediction = prediction or _leaks(case.get("latent", ""), ("predictive",))
    return Leak(latent, observed, prediction) if latent or observed or prediction else None


def _leaks(outcomes: str, runs: tuple[str, ...]) -> bool:
    order: list[str] = table("leaks")["runs"]
    return any(letter == "L" and run in runs for run, letter in zip(order, outcomes, strict=False))


@dataclass(frozen=True, slots=True)
class SeenLeak:
    """One way in which a shared instance was seen to leak.

    Parameters
    ----------
    releases
        The releases on which it was seen, oldest first.
    given
        The parameters that tell this parametrisation from the others.
    through
        The parameter whose distribution leaks, where it is not the family itself.
    role
        ``latent``, ``observed``, or ``inside``: the whole is built in the model, from a shared
        part.
    runs
        The ways of running in which it crashed: ``parallel``, ``vectorized`` and ``sequential``
        chains, ``svi``, ``predictive`` (a second pass).
    """

    releases: tuple[str, ...]
    given: tuple[str, ...]
    through: str
    role: LeakRole
    runs: tuple[str, ...]


def seen_leaks(name: str) -> tuple[SeenLeak, ...]:
    """All leaks of a family, by its canonical name."""
    data = table("leaks")
    found: dict[tuple[tuple[str, ...], str, LeakRole, tuple[str, ...]], list[str]] = {}
    for family, versions in data["families"].items():
        if (canonical(family) or family) != name:
            continue
        for first, last, facts in versions:
            rows = [(tuple(case["given"]), "", case) for case in facts["cases"]]
            rows += [((), part, case) for part, case in facts.get("through", {}).items()]
            for given, part, case in rows:
                for role in _ROLES:
                    letters = zip(data["runs"], case.get(role, ""), strict=False)
                    runs = tuple(run for run, letter in letters if letter == "L")
                    if runs:
                        releases = data["releases"][first : last + 1]
                        found.setdefault((given, part, role, runs), []).extend(releases)
    return tuple(SeenLeak(tuple(releases), *key) for key, releases in sorted(found.items()))


def tried_releases() -> tuple[str, ...]:
    """The releases on which every distribution was run shared."""
    return tuple(table("leaks")["releases"])
