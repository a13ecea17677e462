from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute
from nplint.finding import Finding
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import CannotRepair, Repair
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.rules.sites.new_site_names import NewSiteNames
from nplint.semantic.values import BoundExpr, CallResult, MethodResult
from nplint.semantic.variables import assigned_name, quoted_name


class DistributionSampleInModel(SiteRule):
    """
    # distribution-sample-in-model (NPL105)

    ## What it finds
    In a model that MCMC or SVI runs, `dist.HalfNormal(1.0).sample(key)` whose value a sample site
    then depends on.

    ## What happens
    The distribution's own `sample` is a plain draw that NumPyro does not see. With the same key in
    each evaluation it is the same number: what should be a latent is a constant drawn once from
    its prior, the posterior has no site for it, and all else is inferred given that number.
    Nothing is raised, on any release.

    ## Example
    ```python
    def model(key, y):
        s = dist.HalfNormal(20.0).sample(key)
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        numpyro.sample("y", dist.Normal(mu, s), obs=y)
    ```

    ## Fix
    ```python
        s = numpyro.sample("s", dist.HalfNormal(20.0))
    ```
    Unsafe, as it changes the numbers. It is offered where the draw is assigned to a name and takes
    a key and nothing else. The site is called like the variable, or `s_2` where another site of
    the trace is called `s`; in a loop over a `range` it is `f"s_{i}"`. There is no fix in another
    loop, nor in a helper that the model calls several times: each site needs a name of its own.

    ## When it stays silent
    Draws outside of the model, which are data; draws that no site depends on, such as initial
    values of params; draws with `numpyro.prng_key()`, which is meant for noise in a model;
    functions that are only simulated from, not inferred.
    """

    code = "NPL105"
    name = "distribution-sample-in-model"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        fn = site.arguments.get("fn")
        if fn is None or run.role != "model" or not run.is_by("mcmc", "kernel", "svi"):
            return
        draws = context.program.analysis(Dependence).draws(fn.expr, fn.frame)
        for draw in sorted(draws, key=lambda each: each.call.start):
            if _is_frozen(context, draw):
                yield self.finding(
                    draw.location,
                    f"{quoted_name(draw)} is one number drawn from its prior, no latent site of "
                    f"{run.model_name}: it is never inferred, and "
                    f"{site.described('a site')} takes it for given",
                    label="drawn past NumPyro",
                    related=[site.location.labelled("depends on it")],
                    repair=_repair(context, draw),
                    by_hand="Draw it by `numpyro.sample`, as a site with a name",
                )


def _is_frozen(context: Context, draw: MethodResult) -> bool:
    """Tell whether a draw is made in the trace, with a key that NumPyro does not renew."""
    return draw.frame.in_trace and not any(
        isinstance(value, CallResult) and value.name == "numpyro.prng_key"
        for argument in draw.call.arguments
        for value in context.values(BoundExpr(argument.value, draw.frame))
    )


def _repair(context: Context, draw: MethodResult) -> Repair:
    func, name = draw.call.func, assigned_name(draw)
    sample = local_name("numpyro.sample", draw.frame.scope, draw.call.start)
    if name is None:
        return Repair.none("no variable gives the site its name")
    if sample is None:
        return Repair.none("`numpyro.sample` has no name there")
    if isinstance(func, Attribute) and len(draw.call.arguments) == 1:
        drawn = draw.location.starting_at(func.value.end)
        if context.written(drawn.up_to(func.end)) == f".{func.attr}":
            try:
                site = context.fix_context.once(NewSiteNames).written(draw.call, name)
            except CannotRepair as error:
                return Repair.none(str(error))
            opening = draw.location.before(f"{sample}({site}, ")
            shown = site.replace('"', "'")
            return Repair.unsafe(f"Make it the site {shown}", opening, drawn.replaced_by(")"))
    return Repair.none("the draw is not written as `DISTRIBUTION.sample(KEY)`")
