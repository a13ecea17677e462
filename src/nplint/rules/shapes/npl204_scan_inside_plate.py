from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import CallResult


class ScanInsidePlate(SiteRule):
    """
    # scan-inside-plate (NPL204)

    ## What it finds
    `numpyro.contrib.control_flow.scan` or `cond`, with sites in it, under a `numpyro.plate`.

    ## What happens
    `NotImplementedError: Cannot use control flow primitive under a plate primitive`, on all
    releases, as soon as anything runs the model.

    ## Example
    ```python
    with numpyro.plate("series", 5):
        scan(step, level, jnp.arange(10))
    ```

    ## Fix
    None: the plate belongs into the function, around its sites.
    ```python
    def step(level, _):
        with numpyro.plate("series", 5):
            level = numpyro.sample("level", dist.Normal(level, 1.0))
        return level, level
    ```

    ## When it stays silent
    The plate stands in the function; `jax.lax.scan`, which NPL005 is about.
    """

    code = "NPL204"
    name = "scan-inside-plate"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if context.program.run_calls.are_to_fail(run):
            return
        plate: CallResult | None = None
        for around in site.contexts_by(*_PLATES, *_FLOW):
            if around.name in _PLATES:
                plate = around
            elif plate is not None:
                flow = around.short_name
                yield self.finding(
                    around.location,
                    f"`{flow}` stands under a plate, which NumPyro cannot do: {run.model_name} "
                    "stops with a `NotImplementedError`",
                    label="control flow under a plate",
                    related=[plate.location.labelled("the plate")],
                    repair=Repair.none("it cannot tell which of the sites the plate repeats"),
                    by_hand=f"Enter the plate in the function that `{flow}` runs, around its sites",
                )


_PLATES = ("numpyro.plate", "numpyro.plate_stack")
_FLOW = ("numpyro.contrib.control_flow.scan", "numpyro.contrib.control_flow.cond")
