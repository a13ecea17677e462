from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.plates import TracedPlate, plates_of
from nplint.analyses.site_shapes import RunShapes
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule


class PlateDimConflict(TraceRule):
    """
    # plate-dim-conflict (NPL201)

    ## What it finds
    Two plates of one dim around one site: plates that are made before either is entered, so that
    both take dim -1, or nested plates with one explicit `dim`.

    ## What happens
    A plate chooses its dim when it is made: the rightmost that the plates around it leave free.
    Two that are made side by side both choose -1. Entered together they share that axis: with two
    sizes the model stops with `ValueError: Incompatible shapes for broadcasting`; with one size
    there are N draws in the place of N times N, and nothing is raised. A plate that is made inside
    one of its explicit `dim` stops with an `AssertionError` without a text. All releases do so.

    ## Example
    ```python
    rows, columns = numpyro.plate("rows", 4), numpyro.plate("columns", 4)
    with rows, columns:
        cell = numpyro.sample("cell", dist.Normal(0.0, 1.0))
    ```

    ## Fix
    None: which axis is whose is for the author to say. With `dim=-2` and `dim=-1` both keep theirs.

    ## When it stays silent
    The second plate is made inside the first; the dims are given and differ; nplint does not know
    all plates around.
    """

    code = "NPL201"
    name = "plate-dim-conflict"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if sum(site.kind in ("plate", "plate_stack") for site in trace.sites) < 2:
            return
        if context.program.run_calls.are_to_fail(run):
            return
        shapes = context.program.analysis(RunShapes).of(run)
        plates = [*plates_of(context.program.evaluator, shapes, trace)]
        told: set[TracedPlate] = set()
        for site in trace.sites:
            if site.kind == "sample":
                known: dict[int, TracedPlate] = {}
                for plate in (each for each in plates if each.holds(site)):
                    other = known.setdefault(plate.dim, plate) if plate.dim is not None else plate
                    if other is not plate and plate not in told:
                        told.add(plate)
                        yield self._finding(other, plate)

    def _finding(self, earlier: TracedPlate, plate: TracedPlate) -> Finding:
        nested = earlier.holds(plate.site)
        consequence = (
            "the model stops with an `AssertionError` that says nothing"
            if nested
            else "a site in both has one axis for the two, or does not fit"
        )
        return self.finding(
            plate.site.location,
            f"{_named(plate)} has the dim {plate.dim} that {_named(earlier)} has, too: "
            f"{consequence}",
            label=f"dim {plate.dim}",
            related=[earlier.site.location.labelled(f"dim {earlier.dim}, too")],
            repair=Repair.none("it cannot tell which axis is whose"),
            by_hand="Give each a `dim` of its own, or make the second inside the first",
        )


def _named(plate: TracedPlate) -> str:
    return f"the plate '{plate.name}'" if plate.name else "a plate"
