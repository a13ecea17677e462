"""The places of ``tools/errors/places.json`` with what ``judgements.toml`` says of them."""

from __future__ import annotations

import fnmatch
import json
import sys
from dataclasses import dataclass, field

from tools.list_errors import PLACES, Place, Sources

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

JUDGEMENTS = PLACES.with_name("judgements.toml")
JAX = "jax"


@dataclass(frozen=True)
class Judgement:
    """What is said of the places of one key: rules, or a reason, or neither: not yet."""

    file: str
    at: str
    rules: tuple[str, ...] = ()
    reason: str = ""
    program: str = ""

    def fits(self, place: Place) -> bool:
        function, _, part = self.at.partition(" | ")
        said = (place["kind"], place["exception"], place["condition"], place["message"])
        return fnmatch.fnmatchcase(place["function"], function) and any(part in one for one in said)

    def __str__(self) -> str:
        return f"{self.file} {self.at}"


@dataclass
class Judgements:
    """All judgements, with the places that each is about."""

    release: str
    prelude: str
    reasons: dict[str, str]
    all: list[Judgement]
    places: list[Place]
    _by_file: dict[str, list[Judgement]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for judgement in self.all:
            self._by_file.setdefault(judgement.file, []).append(judgement)

    def of(self, place: Place) -> Judgement | None:
        """The first judgement that fits a place."""
        fitting = (each for each in self._by_file.get(place["file"], ()) if each.fits(place))
        return next(fitting, None)

    def places_of(self, judgement: Judgement) -> list[Place]:
        return [
            place
            for place in self.places
            if place["file"] == judgement.file and self.of(place) is judgement
        ]

    def text(self, judgement: Judgement) -> str:
        """A program as it can be run and checked."""
        return f"{self.prelude.lstrip()}\n{judgement.program}\n"


def read_judgements() -> Judgements:
    sources: Sources = json.loads(PLACES.read_text("utf-8"))
    table = tomllib.loads(JUDGEMENTS.read_text("utf-8"))
    prelude = table.pop("prelude")
    reasons = table.pop("reasons")
    judgements = [
        _judgement(file, at, said)
        for file, entries in table.items()
        for at, said in entries.items()
    ]
    return Judgements(sources["numpyro"], prelude, reasons, judgements, sources["places"])


def _judgement(file: str, at: str, said: object) -> Judgement:
    if isinstance(said, str):
        return Judgement(file, at, reason=said)
    assert isinstance(said, dict), f"{file} {at}"
    program = str(said.get("program", "")).strip("\n")
    return Judgement(file, at, tuple(said.get("rules", ())), str(said.get("reason", "")), program)
