"""Families of distributions: constraints of their parameters, supports, needed arguments."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from nplint.numpyro_api.data import fact_on, table
from nplint.numpyro_api.releases import number_of

_CONSTRAINT = re.compile(r"(?P<name>\w+)(?:\((?P<arguments>.*)\))?")
_UNTOLD = "…"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A set of values, as NumPyro's constraints describe them.

    Parameters
    ----------
    name
        Its public name in ``numpyro.distributions.constraints``.
    arguments
        What it is called with: numbers, other constraints, or names of parameters of the
        distribution, as source text; ``…`` where that could not be told.
    """

    name: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name

    @property
    def is_real(self) -> bool:
        """Tell whether any real number, or any array of them, satisfies it."""
        if self.name == "independent":
            base = read_constraint(self.arguments[0])
            return base is not None and base.is_real
        return self.name in ("real", "real_vector", "real_matrix")

    @property
    def event_dim(self) -> int | None:
        """The number of rightmost dimensions that make one value; None where it depends."""
        if self.name == "independent":
            base = read_constraint(self.arguments[0])
            inner = base.event_dim if base is not None else None
            added = self.arguments[1]
            return inner + int(added) if inner is not None and added.isdigit() else None
        found: int | None = table("distributions")["constraints"].get(self.name)
        return found


def read_constraint(text: str) -> Constraint | None:
    """A constraint as the data files write it; None for one that could not be told."""
    match = _CONSTRAINT.fullmatch(text)
    if text == _UNTOLD or match is None:
        return None
    return Constraint(match["name"], tuple(_arguments(match["arguments"] or "")))


def _arguments(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Parameters of which a call gives exactly one.

    Parameters
    ----------
    one_of
        The parameters.
    none, several
        The classes of the exceptions raised when none, or more than one, is given; empty where
        some choice is made without a word.
    """

    one_of: tuple[str, ...]
    none: tuple[str, ...]
    several: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One way to parametrise a family.

    Parameters
    ----------
    given
        The parameters that tell this case from the others.
    support
        Where its values lie.
    discrete, enumerable
        Whether its values are discrete, and whether they can be enumerated.
    event_dim
        The dimensions of one value, of the instance that was built.
    keeps
        The attributes that an instance computes once: read in a trace, they are tracers of it
        for all later ones.
    """

    given: tuple[str, ...]
    support: Constraint | None
    discrete: bool
    enumerable: bool
    event_dim: int
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A distribution on one release.

    Parameters
    ----------
    constraints
        What the values of each parameter must satisfy, where that is declared.
    reparametrized
        The parameters that a sample can be differentiated by.
    alternatives
        The groups of parameters of which exactly one is given.
    cases
        Its parametrisations.
    """

    constraints: dict[str, Constraint | None]
    reparametrized: tuple[str, ...]
    alternatives: tuple[Alternatives, ...]
    cases: tuple[Case, ...]

    def case(self, given: Collection[str]) -> Case | None:
        """The parametrisation that a call with these parameters chooses."""
        telling = {parameter for case in self.cases for parameter in case.given}
        asked = telling.intersection(given)
        return next((case for case in self.cases if set(case.given) == asked), None)

    def support(self, given: Collection[str]) -> Constraint | None:
        """The support of a distribution that is given these parameters, if it can be told."""
        case = self.case(given)
        return case.support if case is not None else None


@cache
def family(name: str, release: str) -> Family | None:
    """A distribution by its canonical name on a release; None where that release lacks it."""
    versions = table("distributions")["distributions"].get(name)
    fact: dict[str, Any] | None = fact_on(versions, number_of(release)) if versions else None
    if fact is None:
        return None
    return Family(
        {key: read_constraint(text) for key, text in fact.get("parameters", {}).items()},
        tuple(fact.get("reparametrized", ())),
        tuple(
            Alternatives(tuple(row["one_of"]), _classes(row["none"]), _classes(row["both"]))
            for row in fact.get("alternatives", ())
        ),
        tuple(
            Case(
                tuple(row["given"]),
                read_constraint(row["support"]),
                row.get("discrete", False),
                row.get("enumerable", False),
                row.get("event_dim", 0),
                tuple(row.get("keeps", ())),
            )
            for row in fact.get("cases", ())
        ),
    )


@cache
def kept_attributes() -> frozenset[str]:
    """The attributes that instances of any family keep, on any release."""
    return frozenset(
        attribute
        for versions in table("distributions")["distributions"].values()
        for _, _, fact in versions
        for case in fact.get("cases", ())
        for attribute in case.get("keeps", ())
    )


def _classes(text: str) -> tuple[str, ...]:
    return tuple(each for each in text.split("|") if each)


@dataclass(frozen=True, slots=True)
class TransformFacts:
    """The domain and codomain of transforms; None for one that follows from arguments."""

    domain: Constraint | None
    codomain: Constraint | None


def transform(name: str, release: str) -> TransformFacts | None:
    """A transform by its canonical name on a release; None where that release lacks it."""
    versions = table("distributions")["transforms"].get(name)
    fact = fact_on(versions, number_of(release)) if versions else None
    if fact is None:
        return None
    return TransformFacts(read_constraint(fact["domain"]), read_constraint(fact["codomain"]))
