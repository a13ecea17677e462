from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Constant
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site, TraceSites
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule


class PlateSiteNameClash(TraceRule):
    """
    # plate-site-name-clash (NPL102)

    ## What it finds
    A `numpyro.sample` or `numpyro.deterministic` site and, later in the same trace, a
    `numpyro.plate` of the same name.

    ## What happens
    Names are the keys of a trace. NumPyro checks that two sites do not share one, but a plate
    takes the place of the earlier site without a word. An observed site loses its likelihood: the
    posterior stays at the prior (`docs/evidence.md`; NumPyro 0.15.2 and 0.22.0). A latent site is
    gone from the trace: `AssertionError` without a text under MCMC, and under SVI on the newest
    releases a result with empty `params`. A deterministic site is missing from the samples. In the
    other order, and for a site inside the plate of its name, NumPyro itself raises.

    ## Example
    ```python
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        numpyro.sample("schools", dist.Normal(mu, 1.0).expand([8]).to_event(1), obs=y)
        with numpyro.plate("schools", 8):
            numpyro.sample("effect", dist.Normal(mu, 1.0))
    ```

    ## Fix
    The plate gets a name of its own: `numpyro.plate("schools_plate", 8)`. Unsafe, as it changes
    the numbers. None where the name is not a literal at the plate.

    ## When it stays silent
    The two stand in branches that exclude each other, or in traces that do not meet; `scope` gives
    one of them a prefix; the names are not constant.
    """

    code = "NPL102"
    name = "plate-site-name-clash"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        sites = context.program.sites(run)
        for site, plate in _clashes(sites):
            if plate.call in self.told:
                continue
            self.told.add(plate.call)
            repair = _repair(plate, sites)
            yield Finding(
                code=self.code,
                name=self.name,
                message=(
                    f"the plate '{plate.name}' takes the place of the site of that name in "
                    f"the trace of `{run.model.function.name}`: {_consequence(site)}"
                ),
                path=plate.frame.module.path,
                span=Span(plate.call.start, plate.call.end),
                label="takes its name",
                related=(
                    Place(
                        site.frame.module.path,
                        Span(site.call.start, site.call.end),
                        "the site that is lost",
                    ),
                ),
                help=repair.help("Give the plate a name of its own"),
                fix=repair.fix,
            )


def _clashes(found: TraceSites) -> Iterator[tuple[Site, Site]]:
    earlier: list[Site] = []
    for site in found.sites:
        if site.name is None or site.within("numpyro.handlers.scope"):
            continue
        if site.kind == "plate":
            for other in earlier:
                if other.name == site.name and not other.excludes(site):
                    yield other, site
        elif site.kind in ("sample", "deterministic"):
            earlier.append(site)


def _consequence(site: Site) -> str:
    if site.kind == "deterministic":
        return "its values are missing from the samples"
    if site.observation is Observation.OBSERVED:
        return "its likelihood is dropped, and the posterior ignores these data"
    return "the site is dropped, and with it its prior or likelihood"


def _repair(plate: Site, sites: TraceSites) -> Repair:
    name = plate.arguments["name"].expr
    if not isinstance(name, Constant):
        return Repair(None, "the plate's name is not written in its call")
    new = f"{name.value}_plate"
    if any(True for _ in sites.named(new)):
        return Repair(None, f"another site is called '{new}'")
    edit = Edit(plate.frame.module.path, Span(name.end - 1, name.end - 1), "_plate")
    return Repair(Fix(f"Call the plate '{new}'", Applicability.UNSAFE, (edit,)))
