"""Shapes of the draws of sites, by their distributions and the plates around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nplint import numpyro_api
from nplint.analyses.array_shapes import ArrayShapes
from nplint.domains.shape import MANY, Length, Shape, broadcast, is_long
from nplint.libraries.numpyro import DERIVING, BoundCall, bind_call, entry_of, family_of
from nplint.libraries.supports import support_of
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.numpyro_api import AxisSource
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, Value

_PLATE = "numpyro.plate"
# The number of runs whose shapes are kept.
_RECENT_RUNS = 200
# Contexts besides plates in which a site is neither repeated nor mapped.
_PLAIN_CONTEXTS = "numpyro.handlers."


class RunShapes:
    """The shapes of the sites and of the arrays in the traces of runs."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._of = BoundedCache(self._of_run, _RECENT_RUNS)

    def of(self, run: Run) -> SiteShapes:
        """Return the shapes of one run's trace."""
        return self._of[run]

    def _of_run(self, run: Run) -> SiteShapes:
        return SiteShapes(self.program.evaluator, self.program.sites(run).sites)


class SiteShapes(ArrayShapes):
    """Tells the shapes of one trace's sites, and so of all that is computed from them."""

    def __init__(self, evaluator: Evaluator, sites: Iterable[Site]) -> None:
        super().__init__(evaluator)
        self._sites = {(site.call, site.frame): site for site in sites}

    def of_sampled(self, value: CallResult) -> Shape | None:
        """Return the shape of a ``numpyro.sample(...)`` of the trace."""
        site = self._sites.get((value.call, value.frame))
        found = self.of_site(site) if site is not None else None
        return found[0] if found is not None else None

    def of_param(self, value: CallResult) -> Shape | None:
        """Return the shape of a ``numpyro.param(...)`` of the trace, which no plate subsamples."""
        site = self._sites.get((value.call, value.frame))
        initial = site.arguments.get("init_value") if site is not None else None
        if site is None or initial is None or not all(map(self._is_whole, site.contexts)):
            return None
        return self.of_bound(initial)

    def _is_whole(self, context: Value) -> bool:
        """Tell whether all of a param is read within a context."""
        entry = entry_of(context)
        if not isinstance(context, CallResult) or entry is None:
            return False
        if entry.name != _PLATE:
            return entry.name.startswith(_PLAIN_CONTEXTS)
        bound = bind_call(self.evaluator, entry, context.call, context.frame)
        return bound.complete and "subsample_size" not in bound

    def of_site(self, site: Site) -> tuple[Shape, int] | None:
        """Return the shape of a site's draws, with how many of its axes are of one event."""
        fn = site.arguments.get("fn")
        if "sample_shape" in site.arguments:
            return None
        drawn = self.of_distribution(fn) if fn is not None else None
        plates = self.of_plates(site)
        if drawn is None or plates is None:
            return None
        shape, event = drawn
        split = len(shape) - event
        batch = broadcast((shape[:split], plates))
        return ((*batch, *shape[split:]), event) if batch is not None else None

    def of_plates(self, site: Site) -> Shape | None:
        """Return the shape of a site's plates; None where something else may repeat it."""
        lengths: dict[int, Length] = {}
        for context in site.contexts:
            entry = entry_of(context)
            if not isinstance(context, CallResult) or entry is None:
                return None
            if entry.name == _PLATE:
                bound = bind_call(self.evaluator, entry, context.call, context.frame).arguments
                given = bound.get("dim")
                dim = self.number(given.expr, given.frame) if given is not None else None
                if dim is None:
                    dim = next(each for each in range(-1, -99, -1) if each not in lengths)
                size = bound.get("subsample_size") or bound.get("size")
                length = self.length(size.expr, size.frame) if size is not None else None
                lengths[dim] = length if length is not None else MANY
            elif not entry.name.startswith(_PLAIN_CONTEXTS):
                return None
        return tuple(lengths.get(dim, 1) for dim in range(min(lengths, default=0), 0))

    def of_distribution(self, fn: BoundExpr) -> tuple[Shape, int] | None:
        """Return the shape of a distribution's draws, with how many axes are of one event."""
        found = {self._of_distribution(value) for value in self.evaluator.values_of(fn)}
        return found.pop() if len(found) == 1 else None

    def event_dim(self, fn: BoundExpr) -> int | None:
        """Return how many axes of a distribution's draws are of one event, for certain."""
        found = {self._event_dim(value) for value in self.evaluator.values_of(fn)}
        return found.pop() if len(found) == 1 else None

    def _event_dim(self, value: Value) -> int | None:
        if isinstance(value, MethodResult) and value.attr in DERIVING:
            inner = self._event_dim(value.owner)
            number = self.evaluator.argument(value.call, 0, "reinterpreted_batch_ndims")
            if value.attr != "to_event" or inner is None:
                return inner
            added = self.number(number, value.frame) if number is not None else None
            return inner + added if added is not None else None
        support = support_of(self.evaluator, value)
        return support.event_dim if support is not None else None

    def has_scalar_family(self, fn: BoundExpr) -> bool:
        """Tell whether a distribution is of single numbers, be they made one event or not."""
        families = [family_of(value) for value in self.evaluator.values_of(fn)]
        found = [self._of_distribution(each) if each is not None else None for each in families]
        return bool(found) and all(each is not None and each[1] == 0 for each in found)

    def _of_distribution(self, value: Value) -> tuple[Shape, int] | None:
        if isinstance(value, MethodResult):
            return self._derived_distribution(value)
        entry = entry_of(value)
        if not isinstance(value, CallResult) or entry is None:
            return None
        bound = bind_call(self.evaluator, entry, value.call, value.frame)
        facts = numpyro_api.shape_facts(entry.name, bound.given(self.evaluator))
        if facts is None or not bound.complete:
            return None
        batches: list[Shape | None] = []
        for name, rank in facts.ranks.items():
            argument = bound.get(name)
            shape = self.of_bound(argument) if argument is not None else ()
            if shape is None or (argument is not None and rank > len(shape)):
                return None
            batches.append(shape[: len(shape) - rank])
        batch = broadcast(batches)
        event = [self._event_length(sources, bound) for sources in facts.event]
        return ((*batch, *event), len(event)) if batch is not None else None

    def _event_length(self, sources: Sequence[AxisSource], bound: BoundCall) -> Length:
        """Return the length of an event axis: that of its sources which is not one."""
        found: set[Length] = set()
        for source in sources:
            argument = bound.get(source.parameter)
            if argument is not None and source.axis is None:
                return self.length(argument.expr, argument.frame)
            axis, shape = source.axis, self.of_bound(argument) if argument is not None else None
            if shape is not None and axis is not None and -axis <= len(shape):
                found.add(shape[axis])
        return next(filter(is_long, found), 1 if found == {1} else None)

    def _derived_distribution(self, value: MethodResult) -> tuple[Shape, int] | None:
        inner = self._of_distribution(value.owner)
        if inner is None or value.attr not in DERIVING:
            return None
        shape, event = inner
        batch_rank = len(shape) - event
        if value.attr == "to_event":
            number = self.evaluator.argument(value.call, 0, "reinterpreted_batch_ndims")
            added = self.number(number, value.frame) if number is not None else batch_rank
            return (shape, event + added) if added is not None else None
        if value.attr == "mask":
            return inner
        sizes = self.wanted(value.call.arguments, value.frame)
        if sizes is None:
            return None
        return (*sizes, *(shape if value.attr == "expand_by" else shape[batch_rank:])), event
