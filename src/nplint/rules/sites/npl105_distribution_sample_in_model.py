from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.fixes.spelled import spelled
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult, MethodResult
from nplint.semantic.variables import assigned_name


class DistributionSampleInModel(TraceRule):
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
    Unsafe, as it changes the numbers. It is offered where the draw is assigned to a name that no
    site has, and takes a key and nothing else.

    ## When it stays silent
    Draws outside of the model, which are data; draws that no site depends on, such as initial
    values of params; draws with `numpyro.prng_key()`, which is meant for noise in a model;
    functions that are only simulated from, not inferred.
    """

    code = "NPL105"
    name = "distribution-sample-in-model"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("mcmc", "kernel", "svi"):
            return
        for site in context.program.sites(run).sites:
            fn = site.arguments.get("fn")
            if fn is None:
                continue
            for draw in context.program.analysis(Dependence).draws(fn.expr, fn.frame):
                if draw.call not in self.told and _is_frozen(context, draw):
                    self.told.add(draw.call)
                    yield self._finding(context, run, site, draw)

    def _finding(self, context: Context, run: Run, site: Site, draw: MethodResult) -> Finding:
        call = draw.call
        name = assigned_name(draw)
        repair = _repair(context, run, draw, name)
        what = f"`{name}`" if name is not None else f"`{short_source(call)}`"
        dependent = f"'{site.name}'" if site.name is not None else "a site"
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"{what} is one number drawn from its prior, not a latent of "
                f"`{run.model.function.name}`: it is never inferred, and {dependent} takes it "
                "for given"
            ),
            path=draw.frame.module.path,
            span=Span(call.start, call.end),
            label="drawn past NumPyro",
            related=(
                Place(
                    site.frame.module.path,
                    Span(site.call.start, site.call.end),
                    "depends on it",
                ),
            ),
            help=repair.help("Draw it by `numpyro.sample`, as a site with a name"),
            fix=repair.fix,
        )


def _is_frozen(context: Context, draw: MethodResult) -> bool:
    """Whether a draw is made in the trace, with a key that NumPyro does not renew."""
    if not draw.frame.inside:
        return False
    return not any(
        isinstance(value, CallResult) and value.name == "numpyro.prng_key"
        for argument in draw.call.arguments
        for value in context.program.evaluator.values(argument.value, draw.frame)
    )


def _repair(context: Context, run: Run, draw: MethodResult, name: str | None) -> Repair:
    sample = spelled("numpyro.sample", draw.frame.scope, draw.call.start)
    func, module = draw.call.func, draw.frame.module
    if name is None:
        return Repair(None, "no variable gives the site its name")
    if any(context.program.sites(run).named(name)):
        return Repair(None, f"a site is called '{name}' already")
    if sample is None:
        return Repair(None, "`numpyro.sample` has no name there")
    text = context.fix_context.layout(module).text
    if (
        not isinstance(func, Attribute)
        or text[func.value.end : func.end] != f".{func.attr}"
        or len(draw.call.arguments) != 1
    ):
        return Repair(None, "the draw is not written as `DISTRIBUTION.sample(KEY)`")
    edits = (
        Edit(module.path, Span(draw.call.start, draw.call.start), f'{sample}("{name}", '),
        Edit(module.path, Span(func.value.end, draw.call.end), ")"),
    )
    return Repair(Fix(f"Make it the site '{name}'", Applicability.UNSAFE, edits))
