"""The calls whose results have a part in the log density of a model."""

from __future__ import annotations

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Call
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.semantic.bounded_cache import BoundedCache

# Runs whose calls are kept.
_RECENT_RUNS = 200


class LogDensity:
    """Finds the sites of sample and factor statements that a call's result goes into.

    A value that goes into a deterministic site alone has no part in the density, nor has one that
    goes into a site which ``mask(mask=False)`` or ``block`` takes out of it.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._calls = BoundedCache(self._calls_of, _RECENT_RUNS)

    def calls(self, run: Run) -> dict[Call, list[Site]]:
        """Return the calls with a part in the density of a run's trace, each with its sites."""
        return self._calls[run]

    def _calls_of(self, run: Run) -> dict[Call, list[Site]]:
        dependence = self.program.analysis(Dependence)
        found: dict[Call, list[Site]] = {}
        for site in self.program.sites(run).sites:
            if site.weightless or not site.reaches_run:
                continue
            for name in ("fn", "obs", "log_factor"):
                part = site.arguments.get(name)
                if part is not None and site.kind in ("sample", "factor"):
                    for made in dependence.calls(part.expr, part.frame):
                        found.setdefault(made.call, []).append(site)
        return found
