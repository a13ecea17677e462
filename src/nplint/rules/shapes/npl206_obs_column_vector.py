from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nplint.analyses.shapes import Shape, is_column, is_flat
from nplint.analyses.site_shapes import RunShapes, SiteShapes
from nplint.facts.expressions import short_source
from nplint.finding import Finding, Place, Span
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, OperatorResult

_HELP = (
    "Make the column a vector, as by `[:, 0]`; nplint does not, because it may be the vector that "
    "is to change."
)


class ObsColumnVector(TraceRule):
    """
    # obs-column-vector (NPL206)

    ## What it finds
    An observation that is a column, of shape (N, 1), at a site whose distribution is a vector of
    N: `obs=y[:, None]`, `obs=df[["y"]].values`. And the other way round: a distribution that is a
    column, with observations that are a vector.

    ## What happens
    The two are broadcast to N × N: every observation is compared with the location of every
    other. What is fitted is the mean of all data to each of them, so slopes come out as zero, the
    noise as the spread of the data, and the data count N times: the posterior is far too narrow.
    Nothing is raised, on any release. In a plate there is a warning of a missing plate, and the
    same numbers. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(x, y):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)

    mcmc.run(key, df["x"].values, df[["y"]].values)
    ```

    ## Fix
    None, as it is for the author to say which of the two is to change. A column becomes a vector by
    `df["y"].values`, `y[:, 0]` or `y.squeeze(-1)`.

    ## When it stays silent
    Location and observation have the same shape, or one of them is a number; two plates, one along
    each axis; events that are vectors or matrices; a shape that does not follow from the program,
    as that of data from files other than tables.

    ## References
    pyro-ppl/numpyro#1230
    """

    code = "NPL206"
    name = "obs-column-vector"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        shapes = context.program.analysis(RunShapes).of(run)
        for site in context.program.sites(run).sites:
            obs, fn = site.arguments.get("obs"), site.arguments.get("fn")
            if obs is None or fn is None or site.call in self.told:
                continue
            observed = shapes.of_thunk(obs)
            drawn = _drawn(shapes, site) if observed else None
            if observed is None or drawn is None:
                continue
            if is_column(observed) and is_flat(drawn):
                self.told.add(site.call)
                yield self._finding(context, site, obs, fn)
            elif is_flat(observed) and is_column(drawn):
                self.told.add(site.call)
                yield self._finding(context, site, fn, obs)

    def _finding(
        self, context: Context, site: Site, column: BoundExpr, vector: BoundExpr
    ) -> Finding:
        path = site.frame.module.path
        name = f"'{site.name}'" if site.name is not None else "the site"
        related = [Place(path, Span(vector.expr.start, vector.expr.end), "a vector, of shape (N,)")]
        made = _making(context, column)
        if made is not None:
            related.append(Place(made[0], made[1], "made a column here"))
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"the likelihood of {name} is that of N × N pairs, as `{short_source(column.expr)}` is "
                f"a column and `{short_source(vector.expr)}` is not: slopes come out as zero, and the "
                "posterior is far too narrow"
            ),
            path=path,
            span=Span(column.expr.start, column.expr.end),
            label="a column, of shape (N, 1)",
            related=tuple(related),
            help=(_HELP,),
        )


def _making(context: Context, column: BoundExpr) -> tuple[Path, Span] | None:
    """Where a column is made, if that is elsewhere than where it is used."""
    values = context.program.evaluator.thunk(column)
    if len(values) != 1 or not isinstance(values[0], (OperatorResult, MethodResult, CallResult)):
        return None
    made = values[0].expr if isinstance(values[0], OperatorResult) else values[0].call
    if made is column.expr:
        return None
    return values[0].frame.module.path, Span(made.start, made.end)


def _drawn(shapes: SiteShapes, site: Site) -> Shape | None:
    """The shape of a site whose events are single numbers."""
    found = shapes.of_site(site)
    return found[0] if found is not None and found[1] == 0 else None
