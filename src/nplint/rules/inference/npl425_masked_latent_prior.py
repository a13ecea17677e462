from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import family_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import MethodResult

# Families with one density for all of their support, which a mask takes nothing from.
_FLAT = frozenset({"Uniform", "DiscreteUniform", "ImproperUniform"})


class MaskedLatentPrior(TraceRule):
    """
    # masked-latent-prior (NPL425)

    ## What it finds
    A latent site under `.mask(False)` or `handlers.mask(mask=False)` on which an observed site
    depends, in a model that MCMC or SVI runs.

    ## What happens
    The mask takes the site's own density out: its prior counts for nothing, and the site may be
    anything that the observations do not rule out. An imputed covariate wanders off to where its
    slope vanishes; a mean forgets its informative prior. Nothing is raised, on any release.
    Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    x_missing = numpyro.sample("x_missing", dist.Normal(x_mean, 1.0).mask(False))
    filled = jnp.where(is_missing, x_missing, x)
    numpyro.sample("y", dist.Normal(slope * filled, 1.0), obs=y)
    ```

    ## Fix
    `.mask(False)` goes. Unsafe, as it changes the numbers. A mask by `handlers.mask` is for the
    author to move.

    ## When it stays silent
    The value is observed at another site, as where an imputed variable is filled into data that
    are observed themselves, or enters a `factor`: there the density comes from. A flat prior, which
    has nothing to lose; a mask that is not the constant False; sites in a branch, as pseudo-priors
    are; models that are only simulated from.

    ## References
    https://num.pyro.ai/en/stable/tutorials/bayesian_imputation.html
    """

    code = "NPL425"
    name = "masked-latent-prior"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("mcmc", "kernel", "svi", "autoguide"):
            return
        if not trace.complete:
            return
        for site in trace.sites:
            if not _is_masked_latent(context, site):
                continue
            observed = _observed_through(context, trace, site)
            if observed is None:
                continue
            yield self.finding(
                site.location,
                f"the prior of '{site.name}' counts for nothing, as its density is masked: it may "
                f"be anything that the observations of {observed.described('a site')} allow",
                label="latent, and masked",
                related=[
                    observed.location.labelled("depends on it"),
                    *run.labelled("run here"),
                ],
                repair=_repair(context, site),
                by_hand="Leave the mask out, or observe the value at another site",
            )


def _is_masked_latent(context: Context, site: Site) -> bool:
    if site.kind != "sample" or site.observation is not Observation.LATENT or site.arms:
        return False
    if not site.weightless or site.name is None or not site.stands_in_only(NEUTRAL):
        return False
    families = [family_of(value) for value in context.values(site.arguments.get("fn"))]
    return bool(families) and all(
        each is not None and each.short_name not in _FLAT for each in families
    )


def _observed_through(context: Context, trace: Trace, site: Site) -> Site | None:
    """Return an observed site that depends on another one; None where that gets its density."""
    found = None
    for other in trace.sites:
        if other.kind == "factor" and _depends(context, other, "log_factor", site):
            return None
        if other.kind != "sample" or other.call is site.call:
            continue
        if _depends(context, other, "obs", site):
            return None
        if other.weightless or other.observation is not Observation.OBSERVED:
            continue
        if found is None and _depends(context, other, "fn", site):
            found = other
    return found


def _depends(context: Context, site: Site, parameter: str, on: Site) -> bool:
    argument = site.arguments.get(parameter)
    if argument is None:
        return False
    dependence = context.program.analysis(Dependence)
    return any(made.call is on.call for made in dependence.sites(argument.expr, argument.frame))


def _repair(context: Context, site: Site) -> Repair:
    value = context.values(site.arguments.get("fn")).only
    while isinstance(value, MethodResult) and value.attr != "mask":
        value = value.owner
    if not isinstance(value, MethodResult) or not isinstance(value.call.func, Attribute):
        return Repair.none("it may be around more than this site")
    at = value.location.starting_at(value.call.func.value.end)
    kept = context.written(at).partition(".")[0].rstrip()  # a closing bracket
    at = at.starting_at(at.start + len(kept))
    return Repair.unsafe(f"Do not mask '{site.name}'", at.deleted())
