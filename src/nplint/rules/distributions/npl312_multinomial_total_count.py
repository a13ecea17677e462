from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Name, quoted, short_source
from nplint.finding import Finding
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import entry_of, family_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import BoundExpr, CallResult, Value

_COUNT = "total_count"
# Functions that give rows of one 1 and zeros.
_ONE_HOT = frozenset({"jax.nn.one_hot", "jax.numpy.eye", "numpy.eye", "jax.numpy.identity"})


class MultinomialTotalCount(SiteRule):
    """
    # multinomial-total-count (NPL312)

    ## What it finds
    An observed site whose distribution is a `Multinomial` without `total_count`.

    ## What happens
    `total_count` is 1 unless said otherwise: a row of counts is taken for a single draw. From
    NumPyro 0.22.0 on, which checks values, counts that sum to something else have no density, and
    NUTS stops with "Cannot find valid initial parameters". Earlier releases compute with a
    coefficient that is wrong, but the same for all parameters, and with a total that predictions
    then have: they draw rows that sum to 1. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    numpyro.sample("votes", dist.Multinomial(probs=shares), obs=votes)
    ```

    ## Fix
    ```python
    numpyro.sample("votes", dist.Multinomial(probs=shares, total_count=votes.sum(-1)), obs=votes)
    ```
    Unsafe, as it changes the numbers. None where the observation is not a name that the model has
    at that place, or may be None: predictions need the total as an argument of its own.

    ## When it stays silent
    `total_count` is given, also by position, or `**` may bring it; the observation is one-hot;
    sites that are not observed.

    ## References
    https://num.pyro.ai/en/stable/distributions.html#multinomial
    """

    code = "NPL312"
    name = "multinomial-total-count"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        obs = site.arguments.get("obs")
        if obs is None or site.observation is Observation.LATENT:
            return
        for value in context.values(site.arguments.get("fn")):
            family = family_of(value)
            if family is None or not _lacks_count(context, family):
                continue
            if any(_may_be_one_hot(each) for each in context.values(obs)):
                continue
            counts = quoted(obs.expr, "the observation")
            yield self.finding(
                family.location,
                f"{counts} at {site.described('this site')} counts as a single draw: without "
                f"`{_COUNT}` a {family.short_name} is of one trial, and rows of more have no "
                "density, or one of another total",
                label=f"`{_COUNT}` is 1",
                related=[site.location.labelled("observed here")],
                repair=_repair(context, site, family, obs),
                by_hand=f"Give `{_COUNT}`, the sum of each row",
            )


def _lacks_count(context: Context, family: CallResult) -> bool:
    entry = entry_of(family)
    if entry is None or not family.short_name.startswith("Multinomial"):
        return False
    given = context.arguments(family)
    return given.complete and entry.parameter(_COUNT) is not None and _COUNT not in given


def _may_be_one_hot(value: Value) -> bool:
    return isinstance(value, CallResult) and value.name in _ONE_HOT


def _repair(context: Context, site: Site, family: CallResult, obs: BoundExpr) -> Repair:
    if not isinstance(obs.expr, Name) or family.frame is not site.frame:
        return Repair.none("the observation has no name there")
    function = site.frame.scope.enclosing_scope.function
    given = function.parameter(obs.expr.id) if function is not None else None
    optional = given is not None and given.default is not None
    if optional or site.observation is not Observation.OBSERVED:
        return Repair.none("the observation may be None, as in predictions")
    edit = add_keyword(
        context.fix_context, family.call, f"{_COUNT}={short_source(obs.expr)}.sum(-1)"
    )
    return Repair.unsafe(f"Give `{_COUNT}`, the sum of each row", edit)
