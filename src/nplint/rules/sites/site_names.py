"""The sites of all runs by their names, by where these are written, and by their functions."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.finding import Location, Span
from nplint.model.pairs import pairs

if TYPE_CHECKING:
    from nplint.facts.expressions import Call
    from nplint.facts.scopes import Function
    from nplint.model.program import Program
    from nplint.model.runs import Run


class SiteNames:
    """Tells where names meet, without following all traces for each question."""

    def __init__(self, program: Program) -> None:
        self._reaching: dict[Function, list[Run]] = defaultdict(list)
        self._of_call: dict[Call, set[Run]] = defaultdict(set)
        self._of_name: dict[str, set[Run]] = defaultdict(set)
        self._plates: dict[str, dict[Call, None]] = defaultdict(dict)
        self._written: dict[Path, dict[Span, set[Run]]] = defaultdict(lambda: defaultdict(set))
        for run in program.runs:
            trace = program.sites(run)
            for function in trace.functions:
                self._reaching[function].append(run)
            for site in trace.sites:
                self._of_call[site.call].add(run)
                if site.name is not None:
                    self._of_name[site.name].add(run)
                    if site.kind == "plate":
                        self._plates[site.name][site.call] = None
                written = site.arguments.get("name")
                if written is not None:
                    self._written[written.location.path][written.location.span].add(run)
        self._spans = {path: sorted(found) for path, found in self._written.items()}
        self._partners: dict[Run, set[Run]] = defaultdict(set)
        for pair in program.analysis(pairs):
            self._partners[pair.model].add(pair.guide)
            self._partners[pair.guide].add(pair.model)

    def reaching(self, function: Function | None) -> Sequence[Run]:
        """Return the runs whose traces reach a function."""
        return self._reaching.get(function, ()) if function is not None else ()

    def together(self, call: Call) -> set[Run]:
        """Return the runs that reach a site, with those of their guides or models."""
        runs = self._of_call.get(call, set())
        return runs.union(*(self._partners.get(run, ()) for run in runs))

    def plates(self, name: str, runs: set[Run]) -> set[Call]:
        """Return the calls that make the plates of a name in some runs."""
        found = self._plates.get(name, ())
        return {call for call in found if not runs.isdisjoint(self._of_call[call])}

    def is_taken(self, name: str, runs: set[Run]) -> bool:
        """Tell whether a site of some runs has a name."""
        return not runs.isdisjoint(self._of_name.get(name, ()))

    def is_of_others(self, at: Location, runs: set[Run]) -> bool:
        """Tell whether a text is in the name of a site that none of some runs has."""
        spans = self._spans.get(at.path, [])
        number = bisect_right(spans, Span(at.start, at.end))
        around = [each for each in spans[max(number - 1, 0) : number + 1] if _is_in(at, each)]
        return any(runs.isdisjoint(self._written[at.path][each]) for each in around)


def _is_in(at: Location, span: Span) -> bool:
    return span.start <= at.start and at.end <= span.end
