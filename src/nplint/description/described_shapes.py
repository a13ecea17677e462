"""Shapes of sites for a description of a model, with symbols for the lengths of its inputs.

Rules ask ``SiteShapes`` for what is certain in a run. A description also takes it that a program
does what its plates say: a site in plates whose distribution cannot be followed has the shape of
those plates, and ``scan`` puts an axis in front.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from nplint import numpyro_api
from nplint.analyses.plates import TracedPlate, plates_of
from nplint.analyses.site_shapes import SiteShapes
from nplint.description.model_inputs import ModelInputs
from nplint.description.site_dependence import SitePlace
from nplint.domains import shape as shapes
from nplint.domains.shape import Length, Shape
from nplint.facts import expressions as ex
from nplint.libraries.handed_functions import carried_from
from nplint.libraries.supports import support_text
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.reaching_definitions import carried_back
from nplint.semantic.values import BoundExpr, CallResult, Frame, OperatorResult

_SCAN = "numpyro.contrib.control_flow.scan"
# Functions around a model that leave the shapes of its sites as they are.
_PLAIN = frozenset(
    {"numpyro.contrib.funsor.config_enumerate", "numpyro.contrib.funsor.infer_config"}
)


class DescribedShapes(SiteShapes):
    """Tells the shapes of one trace's sites, in terms of the model's inputs.

    Parameters
    ----------
    evaluator, trace
        The trace, and what follows names.
    inputs
        The model's parameters.
    """

    def __init__(self, evaluator: Evaluator, trace: Trace, inputs: ModelInputs) -> None:
        super().__init__(evaluator, trace.sites)
        self._inputs = inputs
        self._trace = trace

    @cached_property
    def plates(self) -> dict[SitePlace, list[TracedPlate]]:
        """The plates of the trace, by the calls that make them."""
        found: dict[SitePlace, list[TracedPlate]] = {}
        for plate in plates_of(self.evaluator, self, self._trace):
            found.setdefault((plate.site.call, plate.site.frame), []).append(plate)
        return found

    def of(self, expr: ex.Expr, frame: Frame) -> Shape | None:
        if isinstance(expr, ex.Name) and self._changes(expr, frame):
            return None
        found: Shape | None = super().of(expr, frame)
        if found is None:
            found = self._inputs.shape(expr, frame)
        if found is None:
            start = carried_from(self.evaluator, expr, frame)
            found = self.of(start.expr, start.frame) if start is not None else None
        return found

    def _changes(self, name: ex.Name, frame: Frame) -> bool:
        """Tell whether a loop around a name binds it anew, perhaps to another shape."""
        owner, place = self.evaluator.find_name(name.id, name.start, frame)
        if owner is None or place is None:
            return False
        return bool(carried_back(owner.scope.bindings[name.id], place, owner.scope))

    def length(self, expr: ex.Expr, frame: Frame) -> Length:
        found = super().length(expr, frame)
        if found is not None:
            return found
        if (
            isinstance(expr, ex.Operation)
            and expr.operator in ("+", "*")
            and len(expr.operands) == 2
        ):
            one, other = (self.length(operand, frame) for operand in expr.operands)
            joined = shapes.plus if expr.operator == "+" else shapes.times
            return joined(one, other) if one is not None and other is not None else None
        symbol = self._inputs.length(expr, frame)
        if symbol is not None:
            return symbol
        values = self.evaluator.values(expr, frame)
        only = values[0] if len(values) == 1 else None
        if isinstance(only, OperatorResult) and only.expr is not expr:
            return self.length(only.expr, only.frame)
        return None

    def wanted(self, arguments: Iterable[ex.Argument], frame: Frame) -> Shape | None:
        given = [*arguments]
        found = super().wanted(given, frame)
        if found is None and len(given) == 1:
            only = self.length(given[0].value, frame)
            return (only,) if only is not None else None
        return found

    def of_site(self, site: Site) -> tuple[Shape, int] | None:
        if "sample_shape" in site.arguments:
            return None
        kept = [each for each in site.contexts if not _is_plain(each)]
        scans = [each for each in kept if isinstance(each, CallResult) and each.name == _SCAN]
        inside = replace(site, contexts=tuple(each for each in kept if each not in scans))
        found = super().of_site(inside)
        plates = self.of_plates(inside)
        if found is None:
            found = self._of_plates(inside)
        elif plates:
            found = _with_lengths(found[0], found[1], plates), found[1]
        if found is None or not scans:
            return found
        return (*(None for _ in scans), *found[0]), found[1]

    def of_plates(self, site: Site) -> Shape | None:
        lengths: dict[int, Length] = {}
        for context in site.contexts:
            if not isinstance(context, CallResult):
                return None
            plates = self.plates.get((context.call, context.frame))
            if plates is None and not context.name.startswith("numpyro.handlers."):
                return None
            for plate in plates or ():
                if plate.dim is None:
                    return None
                whole = not plate.is_subsampled
                lengths[plate.dim] = plate.size if whole else self._subsampled(plate)
        return tuple(lengths.get(dim, 1) for dim in range(min(lengths, default=0), 0))

    def _subsampled(self, plate: TracedPlate) -> Length:
        size = plate.site.arguments.get("subsample_size")
        return self.length(size.expr, size.frame) if size is not None else None

    def event_dim(self, fn: BoundExpr) -> int | None:
        found = super().event_dim(fn)
        if found is not None:
            return found
        supports = {support_text(self.evaluator, value) for value in self.evaluator.values_of(fn)}
        only = supports.pop() if len(supports) == 1 else None
        support = numpyro_api.read_constraint(only) if only is not None else None
        return support.event_dim if support is not None else None

    def _of_plates(self, site: Site) -> tuple[Shape, int] | None:
        """Return the shape that the plates of a site say it has."""
        plates = self.of_plates(site)
        fn = site.arguments.get("fn")
        event = self._event_rank(fn) if fn is not None else None
        if not plates or event is None:
            return None
        return (*plates, *(None for _ in range(event))), event

    def _event_rank(self, fn: BoundExpr) -> int | None:
        found = self.of_distribution(fn)
        return found[1] if found is not None else self.event_dim(fn)


def _with_lengths(shape: Shape, event: int, plates: Shape) -> Shape:
    """Return a shape whose batch axes have the lengths of the plates that they are of."""
    lengths = list(shape)
    for number, length in enumerate(reversed(plates), start=event + 1):
        if number <= len(lengths) and length not in (1, None):
            lengths[-number] = length
    return tuple(lengths)


def _is_plain(context: object) -> bool:
    return isinstance(context, CallResult) and context.name in _PLAIN
