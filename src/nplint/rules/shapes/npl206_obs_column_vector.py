from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.site_shapes import RunShapes, SiteShapes
from nplint.domains.shape import Shape, is_column, is_flat
from nplint.facts.expressions import short_source
from nplint.finding import Finding, Location
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, OperatorResult


class ObsColumnVector(SiteRule):
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
    Location and observation have the same shape, or one of them is a number; `mask(False)` or
    `block` takes the site out of the density; two plates, one along each axis; a
    distribution of vectors or matrices, such as `MultivariateNormal` (not one that `to_event` makes
    an event of); a shape that does not follow from the program, as that of data
    from files other than tables.

    ## References
    pyro-ppl/numpyro#1230
    """

    code = "NPL206"
    name = "obs-column-vector"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        obs, fn = site.arguments.get("obs"), site.arguments.get("fn")
        if obs is None or fn is None or site.weightless or not site.reaches_run:
            return
        shapes = context.program.analysis(RunShapes).of(run)
        observed = shapes.of_bound(obs)
        drawn = _drawn(shapes, site) if observed else None
        if observed and drawn and is_column(observed) and is_flat(drawn):
            yield self._finding(context, site, obs, fn)
        elif observed and drawn and is_flat(observed) and is_column(drawn):
            yield self._finding(context, site, fn, obs)

    def _finding(
        self, context: Context, site: Site, column: BoundExpr, vector: BoundExpr
    ) -> Finding:
        made = _making(context, column)
        return self.finding(
            column.location,
            f"{site.described('the site')} compares each of N observations with the location of "
            f"every other, as `{short_source(column.expr)}` is a column and "
            f"`{short_source(vector.expr)}` is not: "
            "slopes come out as zero, and the posterior is far too narrow",
            label="a column, of shape (N, 1)",
            related=[
                vector.location.labelled("a vector, of shape (N,)"),
                *([made.labelled("made a column here")] if made is not None else []),
            ],
            by_hand=(
                "Make the column a vector, as by `[:, 0]`; nplint does not, because it may be the "
                "vector that is to change"
            ),
        )


def _making(context: Context, column: BoundExpr) -> Location | None:
    """Return where a column is made, if that is elsewhere than where it is used."""
    made = context.values(column).only
    if not isinstance(made, (OperatorResult, MethodResult, CallResult)):
        return None
    return made.location if made.location != column.location else None


def _drawn(shapes: SiteShapes, site: Site) -> Shape | None:
    """Return the shape of a site of single numbers, be they made one event or not."""
    found, fn = shapes.of_site(site), site.arguments.get("fn")
    if found is None or fn is None:
        return None
    return found[0] if found[1] == 0 or shapes.has_scalar_family(fn) else None
