from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Name
from nplint.finding import Finding
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import family_of
from nplint.libraries.supports import range_of, support_of
from nplint.model.pairs import Pair, pairs
from nplint.model.sites import Site
from nplint.rules.base import Context, Rule
from nplint.rules.inference.seen_pairs import is_drawn
from nplint.semantic.values import CallResult, Value

# Supports of vectors and matrices whose elements are bound to each other.
_STRUCTURED = frozenset(
    {"simplex", "corr_cholesky", "corr_matrix", "lower_cholesky", "positive_definite", "sphere",
     "ordered_vector", "positive_ordered_vector", "zero_sum"}
)  # fmt: skip
_FREE = ("numpyro.distributions.Normal",)


class GuideSupportMismatch(Rule):
    """
    # guide-support-mismatch (NPL403)

    ## What it finds
    A site of a hand-written guide whose distribution gives values that the model's distribution of
    that site excludes: a `Normal` in the guide for a `HalfNormal`, `Beta` or `Gamma` in the model.

    ## What happens
    The guide is drawn from, and the model's densities are taken at values that they are not made
    for: a negative scale, a probability above 1. On releases that check values the model may raise
    `ValueError` in some step; elsewhere the loss turns into NaN, or the prior is a formula's value
    where there is no prior, and the guide settles on what cannot be. Measured with the fixtures on
    NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        rate = numpyro.sample("rate", dist.Gamma(2.0, 1.0))
        numpyro.sample("y", dist.Poisson(rate), obs=y)

    def guide(y):
        numpyro.sample("rate", dist.Normal(numpyro.param("loc", 1.0), 1.0))
    ```

    ## Fix
    `dist.LogNormal` in the place of a `Normal` for a positive site; its parameters are those of the
    logarithm, so the initial values are to be looked at. Unsafe, as it changes the numbers. None
    for other supports: `dist.TransformedDistribution` with `SigmoidTransform()`, or a `Beta`, fits
    a probability.

    ## When it stays silent
    A support that depends on distributions or numbers which are not known; `Delta`, which has the
    support of what it is given; a guide whose values are more narrow; sites under handlers.

    ## References
    Lee, Yu, Rival, Yang: Towards Verified Stochastic Variational Inference for Probabilistic
    Programs (POPL 2020)
    """

    code = "NPL403"
    name = "guide-support-mismatch"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for pair in context.program.analysis(pairs):
            if not pair.guide.is_by("svi"):
                continue
            model = context.program.sites(pair.model)
            for site in filter(is_drawn, context.program.sites(pair.guide).sites):
                for other in model.named(site.name) if site.name is not None else ():
                    if is_drawn(other) and other.call is not site.call:
                        yield from self._at_site(context, pair, site, other)

    def _at_site(self, context: Context, pair: Pair, site: Site, other: Site) -> Iterator[Finding]:
        drawn = context.values(site.arguments.get("fn")).only
        prior = context.values(other.arguments.get("fn")).only
        if drawn is None or prior is None or not _exceeds(context, drawn, prior):
            return
        family, wanted = family_of(drawn), family_of(prior)
        assert family is not None and wanted is not None
        yield self.finding(
            site.location,
            f"{pair.guide.model_name} draws '{site.name}' from {family.short_name}, whose values "
            f"may lie outside of the support of {wanted.short_name}, its distribution in "
            f"{pair.model.model_name}: densities there are NaN, or those of values that cannot be",
            label=f"support {_shown(context, drawn)}",
            related=[
                other.location.labelled(f"support {_shown(context, prior)}"),
                pair.runner.location.labelled("run together here"),
            ],
            repair=_repair(context, family, prior),
            by_hand="Take a distribution with the support of the model's",
        )


def _exceeds(context: Context, drawn: Value, prior: Value) -> bool:
    """Tell whether a distribution surely gives values outside of another one's support."""
    evaluator = context.program.evaluator
    given, wanted = range_of(evaluator, drawn), range_of(evaluator, prior)
    if given is not None and wanted is not None:
        return given.exceeds(wanted) and not given.is_integer
    support = support_of(evaluator, prior)
    free = support_of(evaluator, drawn)
    return (
        support is not None
        and support.name in _STRUCTURED
        and free is not None
        and (free.is_real or free.name in ("positive", "unit_interval"))
    )


def _shown(context: Context, value: Value) -> str:
    evaluator = context.program.evaluator
    found, support = range_of(evaluator, value), support_of(evaluator, value)
    if found is None or found.low != found.low or found.high != found.high:
        return f"`{support}`"
    return f"from {found.low:g} to {found.high:g}"


def _repair(context: Context, family: CallResult, prior: Value) -> Repair:
    wanted = range_of(context.program.evaluator, prior)
    positive = wanted is not None and (wanted.low, wanted.high) == (0.0, float("inf"))
    if family.name not in _FREE or not positive:
        return Repair.none("it cannot tell which")
    func = family.call.func
    if isinstance(func, Attribute):
        name = family.frame.locate(func).starting_at(func.end - len(func.attr))
        return Repair.unsafe("Draw it from a LogNormal", name.replaced_by("LogNormal"))
    known = local_name("numpyro.distributions.LogNormal", family.frame.scope, func.start)
    if known is None or not isinstance(func, Name):
        return Repair.none("`LogNormal` has no name there")
    return Repair.unsafe("Draw it from a LogNormal", family.frame.locate(func).replaced_by(known))
