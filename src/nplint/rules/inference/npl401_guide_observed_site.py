from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.statements import ExprStmt
from nplint.finding import Finding
from nplint.fixes.delete_statement import delete_statement
from nplint.fixes.repair import Repair
from nplint.model.observation import Observation
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import NEUTRAL, Site
from nplint.rules.base import Context, Rule

_BLOCK = "numpyro.handlers.block"


class GuideObservedSite(Rule):
    """
    # guide-observed-site (NPL401)

    ## What it finds
    A guide that repeats an observed sample site, or a factor, of its model; and one that gives
    `obs=` to a site that is latent in the model.

    ## What happens
    The ELBO is the model's log density minus the guide's. An observed site that stands in both
    adds its log density and takes it away again: if the guide's distribution is the model's, the
    likelihood cancels, the loss is that of the priors alone, and the guide learns the prior.
    Likewise a factor. There is no warning, on any release. A latent site of the model must be drawn
    by the guide: `obs=` there, perhaps to fix the site at a value, is a `RuntimeError` in the first
    step ("Site … must be sampled in trace"), on every release. Measured with the fixtures on
    NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

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
    the numbers. There is no fix where the guide goes on to use the site's value, nor for a latent
    site: `dist.Delta(value)` in the guide fixes it, without `obs`.

    ## When it stays silent
    `obs=None`; a site that the model lacks; a site of the guide under `block`; names that are not
    constant; a latent site in a branch, or under handlers that may give it a value.

    ## References
    https://num.pyro.ai/en/stable/svi.html
    """

    code = "NPL401"
    name = "guide-observed-site"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for pair in context.program.analysis(pairs):
            for site, other in _repeated(context, pair):
                if other.observation is Observation.LATENT and other.kind == "sample":
                    yield self._latent(pair, site, other)
                else:
                    yield self._observed(context, pair, site, other)

    def _observed(self, context: Context, pair: Pair, site: Site, observed: Site) -> Finding:
        what, how = "the likelihood of", "the site with its observation"
        if site.kind == "factor":
            what, how = "the factor", "it"
        return self.finding(
            site.location,
            f"{what} '{site.name}' cancels in the ELBO because {_named(pair)} repeats {how}: "
            "the guide learns nothing from it",
            label="observed in the guide" if site.kind == "sample" else "subtracted again here",
            related=[
                observed.location.labelled(
                    "observed in the model" if site.kind == "sample" else "added in the model"
                ),
                pair.runner.location.labelled("model and guide run together here"),
            ],
            repair=_repair(context, site),
            by_hand="Leave the site out of the guide, which can use the data themselves",
        )

    def _latent(self, pair: Pair, site: Site, latent: Site) -> Finding:
        return self.finding(
            site.location,
            f"SVI raises RuntimeError in its first step: '{site.name}' is latent in "
            f"{pair.model.model_name}, and {_named(pair)} gives it a value by `obs` in place of "
            "drawing it",
            label="observed in the guide",
            related=[
                latent.location.labelled("latent in the model"),
                pair.runner.location.labelled("model and guide run together here"),
            ],
            by_hand="Draw it, from a `dist.Delta` of the value if it is to be fixed",
        )


def _named(pair: Pair) -> str:
    name = pair.guide.model.function.name
    return "the guide" if name == "<lambda>" else f"`{name}`"


def _repeated(context: Context, pair: Pair) -> Iterator[tuple[Site, Site]]:
    """Yield the guide's sites with an observation, each with the model's of that name."""
    model = context.program.sites(pair.model)
    for site in context.program.sites(pair.guide).sites:
        if site.name is None or not _has_observation(site) or site.within(_BLOCK):
            continue
        namesakes = [other for other in model.named(site.name) if other.call is not site.call]
        repeated = next((each for each in namesakes if _is_same(site, each)), None)
        if repeated is not None:
            yield site, repeated
        elif namesakes and _is_fixed(context, pair, site) and all(map(_is_latent, namesakes)):
            yield site, namesakes[0]


def _has_observation(site: Site) -> bool:
    """Tell whether a site may add to the density whatever the guide draws."""
    observed = site.kind == "sample" and site.observation is not Observation.LATENT
    return observed or site.kind == "factor"


def _is_same(site: Site, other: Site) -> bool:
    return other.kind == site.kind and _has_observation(other)


def _is_fixed(context: Context, pair: Pair, site: Site) -> bool:
    """Tell whether a site of a guide that SVI runs surely has an observation."""
    if site.kind != "sample" or not pair.guide.is_by("svi"):
        return False
    numbers = context.values(site.arguments.get("obs")).literals
    given = site.observation is Observation.OBSERVED or (numbers and None not in numbers)
    return bool(given) and not site.arms and site.stands_in_only(NEUTRAL)


def _is_latent(site: Site) -> bool:
    """Tell whether a site is latent in each step, as no handler gives it a value."""
    latent = site.kind == "sample" and site.observation is Observation.LATENT
    return latent and not site.arms and site.stands_in_only(NEUTRAL)


def _repair(context: Context, site: Site) -> Repair:
    scope = site.frame.scope.enclosing_scope
    statement = statement_of(site.call.start, scope)
    if not isinstance(statement, ExprStmt) or statement.value is not site.call:
        return Repair.none("its statement does more than sample it")
    edits = delete_statement(context.fix_context, statement, scope)
    if not edits:
        return Repair.none("it shares its line with another statement")
    return Repair.unsafe(f"Delete '{site.name}' from the guide", *edits)
