from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.statements import ExprStmt
from nplint.finding import Applicability, Finding, Fix, Place, Span
from nplint.fixes.delete_statement import delete_statement
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import Site
from nplint.rules.base import Context, Rule


class GuideObservedSite(Rule):
    """
    # guide-observed-site (NPL401)

    ## What it finds
    A guide that repeats an observed sample site of its model, with `obs=`.

    ## What happens
    The ELBO is the model's log density minus the guide's. An observed site that stands in both
    adds its log density and takes it away again: if the guide's distribution is the model's, the
    likelihood cancels, the loss is that of the priors alone, and the guide learns the prior. There
    is no warning, on any release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        loc = numpyro.sample("loc", dist.Normal(0.0, 10.0))
        numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)

    def guide(y):
        mean = numpyro.param("mean", 0.0)
        loc = numpyro.sample("loc", dist.Normal(mean, 0.1))
        numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
    ```

    ## Fix
    A guide has the model's latent sites only; the observed one is deleted. Unsafe, as it changes
    the numbers. There is no fix where the guide goes on to use the site's value.

    ## When it stays silent
    `obs=None`; a site that the model does not observe; a site of the guide under `block`; names
    that are not constant.

    ## References
    https://num.pyro.ai/en/stable/svi.html
    """

    code = "NPL401"
    name = "guide-observed-site"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for pair in context.program.analysis(pairs):
            for site, observed in _repeated(context, pair):
                if site.call in told:
                    continue
                told.add(site.call)
                repair = _repair(context, site)
                guide, call = pair.guide.model.function, site.call
                what = "the guide" if guide.name == "<lambda>" else f"`{guide.name}`"
                yield Finding(
                    code=self.code,
                    name=self.name,
                    message=(
                        f"the likelihood of '{site.name}' cancels in the ELBO because {what} "
                        "repeats the site with its observation: the guide learns nothing from it"
                    ),
                    path=site.frame.module.path,
                    span=Span(call.start, call.end),
                    label="observed in the guide",
                    related=(
                        _place(observed, "observed in the model"),
                        Place(
                            pair.runner.frame.module.path,
                            Span(pair.runner.call.start, pair.runner.call.end),
                            "model and guide run together here",
                        ),
                    ),
                    help=repair.help(
                        "Leave the site out of the guide, which can use the data themselves"
                    ),
                    fix=repair.fix,
                )


def _repeated(context: Context, pair: Pair) -> Iterator[tuple[Site, Site]]:
    """The guide's sites with an observation, each with the model's."""
    model = context.program.sites(pair.model)
    for site in context.program.sites(pair.guide).sites:
        if site.kind != "sample" or site.name is None or not _is_observed(site):
            continue
        if site.within("numpyro.handlers.block"):
            continue
        for other in model.named(site.name):
            if other.kind == "sample" and _is_observed(other) and other.call is not site.call:
                yield site, other
                break


def _is_observed(site: Site) -> bool:
    return site.observation is not Observation.LATENT


def _place(site: Site, label: str) -> Place:
    return Place(site.frame.module.path, Span(site.call.start, site.call.end), label)


def _repair(context: Context, site: Site) -> Repair:
    scope = site.frame.scope.enclosing_scope
    statement = statement_of(site.call.start, scope)
    if not isinstance(statement, ExprStmt) or statement.value is not site.call:
        return Repair(None, "its statement does more than sample it")
    edits = delete_statement(context.fix_context, statement, scope)
    if not edits:
        return Repair(None, "it shares its line with another statement")
    fix = Fix(f"Delete '{site.name}' from the guide", Applicability.UNSAFE, tuple(edits))
    return Repair(fix)
