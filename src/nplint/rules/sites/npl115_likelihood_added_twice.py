from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import is_written_alike
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import family_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, OperatorResult, Value


class LikelihoodAddedTwice(TraceRule):
    """
    # likelihood-added-twice (NPL115)

    ## What it finds
    One log density that is given to two factors of a model, or that is a factor beside the
    observed site of the same distribution and data.

    ## What happens
    Each adds it to the density of the model: the data count twice. The posterior is too narrow, by
    a factor of the square root of two for a mean, and further from the prior. Nothing is raised,
    on any release.

    ## Example
    ```python
    likelihood = dist.Normal(mean, 1.0)
    numpyro.sample("y", likelihood, obs=y)
    numpyro.factor("log_likelihood", likelihood.log_prob(y).sum())
    ```

    ## Fix
    None: which of the two is to stay is for the author to say. To keep a value in the results
    without adding it, use `numpyro.deterministic`.

    ## When it stays silent
    Factors on branches that exclude each other, under `handlers.scale`, `mask` or a handler that
    nplint does not know; values that are computed anew, or of other data.
    """

    code = "NPL115"
    name = "likelihood-added-twice"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        added: list[tuple[Site, tuple[object, ...]]] = []
        for site in trace.sites:
            key = _term(context, site) if _counts(site) else None
            if key is None:
                continue
            for earlier, other in added:
                if other == key and not earlier.excludes(site):
                    yield self._finding(run, earlier, site)
                    break
            else:
                observed = next((e for e, _ in added if _is_density_of(context, site, e)), None)
                if observed is not None:
                    yield self._finding(run, observed, site)
            added.append((site, key))

    def _finding(self, run: Run, earlier: Site, site: Site) -> Finding:
        return self.finding(
            site.location,
            f"{earlier.described('a site')} and {site.described('a factor')} add the same log "
            f"density to {run.model_name}: the data count twice, and the posterior is too narrow",
            label="added once more",
            related=[earlier.location.labelled("added here")],
            repair=Repair.none("it cannot tell which of them is to stay"),
            by_hand="Keep one, and record the other by `numpyro.deterministic` if it is wanted",
        )


_PLATES = frozenset({"numpyro.plate", "numpyro.plate_stack"})


def _counts(site: Site) -> bool:
    """Tell whether a site surely adds a density to the model, as it is."""
    added = site.kind == "factor" or (
        site.kind == "sample" and site.observation is Observation.OBSERVED
    )
    return added and not site.weightless and site.stands_in_only(_PLATES)


def _term(context: Context, site: Site) -> tuple[object, ...] | None:
    """Return what tells the term of a site from others; None where nothing is known of it."""
    if site.kind == "sample":
        return site.call, site.frame
    value = context.values(site.arguments.get("log_factor")).only
    return _identity(value) if value is not None else None


def _identity(value: Value) -> tuple[object, ...] | None:
    """Return the place that makes a value; None for one that is not made in a place."""
    if isinstance(value, (CallResult, MethodResult)):
        return value.call, value.frame
    return (value.expr, value.frame) if isinstance(value, OperatorResult) else None


def _is_density_of(context: Context, one: Site, other: Site) -> bool:
    """Tell whether one of two sites is the factor of the density that the other observes."""
    factor, sample = (one, other) if one.kind == "factor" else (other, one)
    if factor.kind != "factor" or sample.kind != "sample" or one.excludes(other):
        return False
    density = _density(context, context.values(factor.arguments.get("log_factor")).only)
    drawn, obs = context.values(sample.arguments.get("fn")).only, sample.arguments.get("obs")
    if density is None or drawn is None or obs is None or not density.call.arguments:
        return False
    return (
        family_of(drawn) is not None
        and _identity(density.owner) == _identity(drawn)
        and obs.frame is density.frame
        and is_written_alike(density.call.arguments[0].value, obs.expr)
    )


def _density(context: Context, value: Value | None) -> MethodResult | None:
    """Return the ``log_prob(…)`` that a value is, or is the sum of."""
    if isinstance(value, CallResult) and value.name == "jax.numpy.sum" and value.call.arguments:
        inner = BoundExpr(value.call.arguments[0].value, value.frame)
        return _density(context, context.values(inner).only)
    if not isinstance(value, MethodResult):
        return None
    if value.attr == "sum":
        return _density(context, value.owner)
    return value if value.attr == "log_prob" else None
