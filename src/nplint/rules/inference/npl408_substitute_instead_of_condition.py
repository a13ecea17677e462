from __future__ import annotations

from collections.abc import Iterable, Iterator

from nplint.facts.expressions import Attribute, Call, Name
from nplint.finding import Edit, Finding
from nplint.fixes.repair import Repair
from nplint.fixes.replace_name import replace_name
from nplint.model.handler_data import handled_sites
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult

_SUBSTITUTE = "numpyro.handlers.substitute"


class SubstituteInsteadOfCondition(TraceRule):
    """
    # substitute-instead-of-condition (NPL408)

    ## What it finds
    A model under `handlers.substitute` with a value for one of its sample sites, run by HMC, NUTS
    or SVI.

    ## What happens
    `substitute` gives a site a value and leaves it latent; `condition` makes it observed. MCMC and
    SVI look for latent sites and infer them: the substituted data are overwritten, the site shows
    up among the samples, and the rest of the model sees no data: its posterior is the prior.
    Nothing is raised, on any release.

    ## Example
    ```python
    conditioned = handlers.substitute(model, data={"y": y})
    mcmc = MCMC(NUTS(conditioned), num_warmup=500, num_samples=500)
    ```

    ## Fix
    `condition` in the place of `substitute`. Unsafe, as it changes the numbers. None where some
    of the sites are params or plates, which cannot be conditioned, and where `condition` has no
    name in the file.

    ## When it stays silent
    Values of params, plates or deterministic sites; sites that the model observes itself, or that
    `block` hides from the run; models
    that are called, traced or given to `Predictive` or `log_density`; names that are not constant.
    """

    code = "NPL408"
    name = "substitute-instead-of-condition"
    fixable = "sometimes"

    def __init__(self) -> None:
        self.substituted: dict[Call, tuple[CallResult, list[Site], Run]] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        """Collect the latent sites that each handler substitutes, whatever runs them."""
        if run.role != "model" or not run.is_by("mcmc", "kernel", "svi"):
            return ()
        for site in context.program.sites(run).sites:
            if site.kind != "sample" or site.observation is not Observation.LATENT:
                continue
            if not site.reaches_run:
                continue
            for handler in site.contexts_by(_SUBSTITUTE):
                if not site.is_self_contained(handler) and _handles(context, handler, site):
                    self.substituted.setdefault(handler.call, (handler, [], run))[1].append(site)
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        for handler, sites, run in self.substituted.values():
            names = list(dict.fromkeys(repr(site.name) for site in sites))
            stay = "stays latent" if len(names) == 1 else "stay latent"
            yield self.finding(
                handler.location,
                f"{' and '.join(names)} {stay} in {run.model_name}: inference "
                "overwrites what `substitute` gives, and the rest of the model sees no data",
                label="`condition` would make it observed",
                related=[sites[0].location.labelled("a latent site, inferred by the run")],
                repair=_repair(context, handler, {site.name for site in sites}),
                by_hand=f"Give {' and '.join(names)} by `condition`",
            )


def _handles(context: Context, handler: CallResult, site: Site) -> bool:
    handled = handled_sites(context.program.evaluator, handler)
    return any(entry.name == site.name for entry in handled)


def _repair(context: Context, handler: CallResult, latent: set[str | None]) -> Repair:
    for entry in handled_sites(context.program.evaluator, handler):
        if entry.name not in latent:
            return Repair.none(f"'{entry.name}', which is given with it, is no latent site")
    func, frame = handler.call.func, handler.frame
    edits: list[Edit] = []
    if isinstance(func, Attribute):
        at = frame.locate(func).starting_at(func.end - len(func.attr))
        edits = [at.replaced_by("condition")]
    elif isinstance(func, Name):
        qualified = "numpyro.handlers.condition"
        edits = replace_name(context.fix_context, frame.scope, func, qualified)
    if not edits:
        return Repair.none("`condition` has no name there")
    return Repair.unsafe("Use `condition`", *edits)
