"""Ranges of the values in the trace of a run: of its latent sites, and of what they make."""

from __future__ import annotations

import math
from functools import partial

from nplint.analyses.array_ranges import ArrayRanges, RangedValue
from nplint.domains.interval import Interval
from nplint.libraries.numpyro import SAMPLE
from nplint.libraries.supports import Range
from nplint.model.observation import Observation
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult, Value

# The number of runs whose ranges are kept.
_RECENT_RUNS = 2


class Ranges:
    """The ranges of the values in the traces of runs."""

    def __init__(self, program: Program) -> None:
        self._of = BoundedCache(partial(_of_run, program), _RECENT_RUNS)

    def of(self, run: Run) -> RunRanges:
        """Return the ranges of one run's trace."""
        return self._of[run]


def _of_run(program: Program, run: Run) -> RunRanges:
    return RunRanges(program.evaluator, program.sites(run))


class RunRanges(ArrayRanges):
    """Tells the ranges of the values in one trace."""

    def __init__(self, evaluator: Evaluator, trace: Trace) -> None:
        super().__init__(evaluator)
        self._sites = {(site.call, site.frame): site for site in trace.sites}

    def is_latent(self, draw: CallResult) -> bool:
        """Tell whether the run draws a site from its prior."""
        return self.site_of(draw) is not None

    def site_of(self, value: Value) -> Site | None:
        """Return the latent site whose draw a value is."""
        if not isinstance(value, CallResult) or value.name != SAMPLE:
            return None
        site = self._sites.get((value.call, value.frame))
        is_free = site is not None and site.stands_in_only(NEUTRAL)
        return site if is_free and site and site.observation is Observation.LATENT else None

    def sites_behind(self, value: RangedValue) -> tuple[Site, ...]:
        """Return the sites that a value is computed from, in the order of the program."""
        sites = [self._sites[draw] for draw in value.draws]
        return tuple(sorted(sites, key=lambda site: (str(site.location.path), site.call.start)))


def allowed_by(of: Range) -> Interval:
    """Return the interval that a constraint allows; an end that is not known allows anything."""
    low = -math.inf if math.isnan(of.low) else of.low
    high = math.inf if math.isnan(of.high) else of.high
    low_open, high_open = of.is_open or math.isinf(low), of.is_open or math.isinf(high)
    return Interval(low, high, low_open, high_open, integer=of.is_integer)
