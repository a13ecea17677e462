from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.site_shapes import RunShapes
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule


class SubsampleUnderNuts(SiteRule):
    """
    # subsample-under-nuts (NPL208)

    ## What it finds
    A plate whose `subsample_size` is smaller than its size, in a model that `HMC` or `NUTS` runs.

    ## What happens
    These kernels need the whole likelihood: `ValueError: Missing random key to generate subsample
    indices. Algorithms like HMC/NUTS do not support subsampling`, on all releases, once the kernel
    is set up.

    ## Example
    ```python
    def model(y):
        mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
        with numpyro.plate("N", 1000, subsample_size=100) as rows:
            numpyro.sample("y", dist.Normal(mean, 1.0), obs=y[rows])

    MCMC(NUTS(model), num_warmup=500, num_samples=500).run(random.PRNGKey(0), y)
    ```

    ## Fix
    None: the plate without `subsample_size`, `HMCECS(NUTS(model))`, or `SVI` in the place of MCMC.

    ## When it stays silent
    `HMCECS`; SVI; a `subsample_size` that is not known to be the smaller; a model that
    `handlers.substitute` gives its indices, or that another handler is around.
    """

    code = "NPL208"
    name = "subsample-under-nuts"
    kinds = ("plate",)

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        kernel = run.kernel
        if kernel is None or kernel.short_name not in ("HMC", "NUTS") or site.arms:
            return
        if not site.stands_in_only(_PLATES) or context.program.run_calls.are_to_fail(run):
            return
        shapes = context.program.analysis(RunShapes).of(run)
        part, whole = (site.arguments.get(name) for name in ("subsample_size", "size"))
        number = shapes.number(part.expr, part.frame) if part is not None else None
        size = shapes.length(whole.expr, whole.frame) if whole is not None else None
        if number is None or not isinstance(size, int) or not 0 < number < size:
            return
        yield self.finding(
            site.location,
            f"the plate {site.described('here')} draws {number} of {size} anew each time, and "
            f"{kernel.short_name}, which runs {run.model_name}, needs them all: it stops with a "
            "`ValueError`",
            label="a subsample",
            related=[kernel.location.labelled("runs the model")],
            repair=Repair.none("it cannot tell which inference is meant"),
            by_hand="Leave `subsample_size` out, or run the kernel in `HMCECS`",
        )


_PLATES = frozenset({"numpyro.plate", "numpyro.plate_stack"})
