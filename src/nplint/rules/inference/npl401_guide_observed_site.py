from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.statements import ExprStmt
from nplint.finding import Finding
from nplint.fixes.delete_statement import delete_statement
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import Site
from nplint.rules.base import Context, Rule

_BLOCK = "numpyro.handlers.block"


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
        for pair in context.program.analysis(pairs):
            guide = pair.guide.model.function.name
            repeating = "the guide" if guide == "<lambda>" else f"`{guide}`"
            for site, observed in _repeated(context, pair):
                yield self.finding(
                    site.location,
                    f"the likelihood of '{site.name}' cancels in the ELBO because {repeating} "
                    "repeats the site with its observation: the guide learns nothing from it",
                    label="observed in the guide",
                    related=[
                        observed.location.labelled("observed in the model"),
                        pair.runner.location.labelled("model and guide run together here"),
                    ],
                    repair=_repair(context, site),
                    by_hand="Leave the site out of the guide, which can use the data themselves",
                )


def _repeated(context: Context, pair: Pair) -> Iterator[tuple[Site, Site]]:
    """Yield the guide's sites with an observation, each with the model's."""
    model = context.program.sites(pair.model)
    for site in context.program.sites(pair.guide).sites:
        if site.name is not None and _has_observation(site) and not site.within(_BLOCK):
            for other in model.named(site.name):
                if _has_observation(other) and other.call is not site.call:
                    yield site, other
                    break


def _has_observation(site: Site) -> bool:
    return site.kind == "sample" and site.observation is not Observation.LATENT


def _repair(context: Context, site: Site) -> Repair:
    scope = site.frame.scope.enclosing_scope
    statement = statement_of(site.call.start, scope)
    if not isinstance(statement, ExprStmt) or statement.value is not site.call:
        return Repair.none("its statement does more than sample it")
    edits = delete_statement(context.fix_context, statement, scope)
    if not edits:
        return Repair.none("it shares its line with another statement")
    return Repair.unsafe(f"Delete '{site.name}' from the guide", *edits)
