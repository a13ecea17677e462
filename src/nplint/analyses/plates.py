"""The plates of a trace, with their names, sizes and dims; those of a ``plate_stack``, too."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.array_shapes import ArrayShapes
from nplint.domains.shape import Length
from nplint.facts.expressions import Call
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.records import record, shown
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, Container, Frame

_PLATE = "numpyro.plate"
_STACK = "numpyro.plate_stack"


@record
class TracedPlate:
    """A plate of a trace.

    Parameters
    ----------
    name
        The name: ``inner_1`` for the second plate of ``plate_stack("inner", …)``; empty where it
        is not constant.
    site
        The site of the ``plate`` or ``plate_stack`` that makes it.
    size, dim
        Its whole size, and its dim, which NumPyro chooses where none is given; None where one is
        not known.
    is_subsampled
        Whether it may have a ``subsample_size``.
    """

    name: str
    site: Site
    size: Length
    dim: int | None
    is_subsampled: bool

    def __repr__(self) -> str:
        return shown(self, self.name, self.size, self.dim)

    def holds(self, site: Site) -> bool:
        """Tell whether a site stands in it."""
        call, frame = self.site.call, self.site.frame
        return any(each.call is call and each.frame is frame for each in _plates_around(site))


def plates_of(evaluator: Evaluator, shapes: ArrayShapes, trace: Trace) -> Iterator[TracedPlate]:
    """Yield the plates of a trace, in the order in which it makes them.

    Parameters
    ----------
    evaluator
        Says what arguments are.
    shapes
        The shapes of the arrays in the trace.
    trace
        The trace.
    """
    dims: dict[tuple[Call, Frame], list[int] | None] = {}
    for site in trace.sites:
        if site.kind == "plate":
            found = [_plate(shapes, site, dims)]
        elif site.kind == "plate_stack":
            found = _stack(evaluator, shapes, site)
        else:
            continue
        known = [each.dim for each in found if each.dim is not None]
        dims[site.call, site.frame] = known if known and len(known) == len(found) else None
        yield from found


def _plates_around(site: Site) -> Iterator[CallResult]:
    return site.contexts_by(_PLATE, _STACK)


def _plate(
    shapes: ArrayShapes, site: Site, dims: dict[tuple[Call, Frame], list[int] | None]
) -> TracedPlate:
    given = site.arguments.get("dim")
    dim = _number(shapes, given)
    if given is None:
        around = [dims.get((each.call, each.frame)) for each in _plates_around(site)]
        seen = all(isinstance(each, CallResult) for each in site.contexts)
        if seen and None not in around:
            taken = {dim for each in around for dim in each or ()}
            dim = next(each for each in range(-1, -99, -1) if each not in taken)
    size = site.arguments.get("size")
    length = shapes.length(size.expr, size.frame) if size is not None else None
    subsampled = "subsample_size" in site.arguments
    return TracedPlate(site.name or "", site, length, dim, subsampled)


def _stack(evaluator: Evaluator, shapes: ArrayShapes, site: Site) -> list[TracedPlate]:
    """Return the plates of a stack whose number is known; none of another."""
    prefix, sizes = site.arguments.get("prefix"), site.arguments.get("sizes")
    given = site.arguments.get("rightmost_dim")
    literals = evaluator.literals(prefix.expr, prefix.frame) if prefix is not None else None
    values = evaluator.values_of(sizes) if sizes is not None else ()
    only = values[0] if len(values) == 1 else None
    first = -1 if given is None else _number(shapes, given)
    if not literals or len(literals) != 1 or not isinstance(only, Container):
        return []
    entries = evaluator.containers.entries(only)
    if evaluator.containers.may_grow(only) or any(not isinstance(k, int) for k, _ in entries):
        return []
    lengths = [shapes.length(each.expr, each.frame) for _, each in entries]
    found = []
    for number, length in enumerate(reversed(lengths)):
        dim = first - number if first is not None else None
        found.append(TracedPlate(f"{literals[0]}_{number}", site, length, dim, False))
    return found


def _number(shapes: ArrayShapes, given: BoundExpr | None) -> int | None:
    return shapes.number(given.expr, given.frame) if given is not None else None
