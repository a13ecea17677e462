from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Constant
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.sites.site_names import SiteNames

_SCOPE = "numpyro.handlers.scope"


class PlateSiteNameClash(TraceRule):
    """
    # plate-site-name-clash (NPL102)

    ## What it finds
    A `numpyro.sample` or `numpyro.deterministic` site and, later in the same trace, a
    `numpyro.plate` of the same name.

    ## What happens
    NumPyro keeps the sites of a model by name. It checks that two sites do not share one, but a
    plate takes the place of the earlier site without a word. An observed site loses its likelihood:
    the posterior stays at the prior (`docs/evidence.md`; NumPyro 0.15.2 and 0.22.0). A latent site
    is gone from the trace: `AssertionError` without a text under MCMC, and under SVI on the newest
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
    the numbers. None where the name is not a literal at the plate, or where another plate has that
    name, as in a guide: the two may have to be one.

    ## When it stays silent
    The two stand in branches that exclude each other, or in traces that do not meet; `scope` gives
    one of them a prefix; `block` hides one of them from the run; the names are not constant.
    """

    code = "NPL102"
    name = "plate-site-name-clash"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site, plate in _clashes(trace):
            yield self.finding(
                plate.location,
                f"the plate '{plate.name}' takes the place of the site of that name in "
                f"{run.model_name}: {_consequence(site)}",
                label="takes its name",
                related=[site.location.labelled("the site that is lost")],
                repair=_repair(context, plate),
                by_hand="Give the plate a name of its own",
            )


def _clashes(trace: Trace) -> Iterator[tuple[Site, Site]]:
    """Yield the sites that a later plate takes the place of, each with the plate."""
    earlier: list[Site] = []
    for site in trace.sites:
        if site.name is None or site.within(_SCOPE) or not site.reaches_run:
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


def _repair(context: Context, plate: Site) -> Repair:
    name = plate.arguments["name"]
    if not isinstance(name.expr, Constant):
        return Repair.none("the plate's name is not written in its call")
    new = f"{name.expr.value}_plate"
    names, known = context.program.analysis(SiteNames), plate.name or ""
    runs = names.together(plate.call)
    if names.plates(known, runs) - {plate.call}:
        return Repair.none(f"another plate is called '{known}', too")
    if names.is_taken(f"{known}_plate", runs):
        return Repair.none(f"another site is called '{known}_plate'")
    written = context.written(name.location)
    quotes = 3 if written.endswith(('"""', "'''")) else 1
    closing_quote = name.location.starting_at(name.expr.end - quotes)
    return Repair.unsafe(f"Call the plate '{new}'", closing_quote.before("_plate"))
