"""The runs of a program by the names of their sites, and by the functions that they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nplint.facts.expressions import Call
    from nplint.facts.scopes import Function
    from nplint.model.program import Program
    from nplint.model.runs import Run


class SiteNames:
    """Tells where a name or a function is met, without following all traces for each question."""

    def __init__(self, program: Program) -> None:
        self._runs: dict[str, dict[Run, None]] = defaultdict(dict)
        self._plates: dict[str, dict[Run, set[Call]]] = defaultdict(lambda: defaultdict(set))
        self._reaching: dict[Function, list[Run]] = defaultdict(list)
        for run in program.runs:
            trace = program.sites(run)
            for function in trace.functions:
                self._reaching[function].append(run)
            for site in trace.sites:
                if site.name is not None:
                    self._runs[site.name][run] = None
                    if site.kind == "plate":
                        self._plates[site.name][run].add(site.call)

    def reaching(self, function: Function | None) -> Sequence[Run]:
        """Return the runs whose traces reach a function."""
        return self._reaching.get(function, ()) if function is not None else ()

    def plates(self, name: str) -> set[Call]:
        """Return the calls that make the plates of a name, in all runs."""
        return {call for calls in self._plates.get(name, {}).values() for call in calls}

    def meets_plate(self, plate: str, name: str) -> bool:
        """Tell whether a run with a plate of one name has a site of another name."""
        return not self._plates.get(plate, {}).keys().isdisjoint(self._runs.get(name, {}))
