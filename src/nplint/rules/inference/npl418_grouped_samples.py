from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import Subscript, short_source
from nplint.finding import Finding
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import entry_of, made_of_kind
from nplint.model.calls import made_by_calls
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, OperatorResult, Value

_PLATES = ("numpyro.plate", "numpyro.plate_stack")
_GROUPING = "group_by_chain"
# What of ``numpyro.diagnostics`` takes samples by chain, with the parameter that takes them.
_BY_CHAIN = {
    "numpyro.diagnostics.summary": "samples",
    "numpyro.diagnostics.print_summary": "samples",
    "numpyro.diagnostics.effective_sample_size": "x",
    "numpyro.diagnostics.gelman_rubin": "x",
    "numpyro.diagnostics.split_gelman_rubin": "x",
}


class GroupedSamples(TraceRule):
    """
    # grouped-samples (NPL418)

    ## What it finds
    Samples that are grouped by chain where they should not be, and the other way round:
    `Predictive(model, mcmc.get_samples(group_by_chain=True))` without `batch_ndims=2`, of a model
    in which a site in a plate depends on one outside of it; `mcmc.get_samples()` given to
    `summary`, `print_summary`, `effective_sample_size`, `gelman_rubin` or `split_gelman_rubin`.

    ## What happens
    `Predictive` takes the first dimension for the draws: the draws of each chain are then a
    dimension of the model's own, which does not fit its plates, and a `ValueError` on shapes is
    raised. Diagnostics take the first for the chains: for a site of single numbers they raise an
    `AssertionError` with an empty message; a vector's elements are taken for the draws, and the
    numbers mean nothing. The same on every release.

    ## Example
    ```python
    samples = mcmc.get_samples(group_by_chain=True)
    predictions = Predictive(model, samples)(key)
    ```

    ## Fix
    ```python
    predictions = Predictive(model, samples, batch_ndims=2)(key)
    ```
    And `group_by_chain=False` for `summary` and `print_summary`. Unsafe, as where all sizes happen
    to be the same a program runs without it, to other numbers. None for the other diagnostics,
    which need `mcmc.get_samples(group_by_chain=True)`.

    ## When it stays silent
    `batch_ndims` or `group_by_chain` is given; what is grouped is not a constant; samples that are
    changed on the way; models whose sites are all inside of plates, or all outside, which may fit.

    ## References
    https://num.pyro.ai/en/stable/utilities.html#predictive,
    https://num.pyro.ai/en/stable/diagnostics.html
    """

    code = "NPL418"
    name = "grouped-samples"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        predictive = made_of_kind(run.runner, "predictive")
        if predictive is None or run.role != "model" or predictive.short_name != "Predictive":
            return
        given = context.arguments(predictive)
        samples = given.get("posterior_samples")
        if "batch_ndims" in given or not given.complete or samples is None:
            return
        if not context.values(samples).all(lambda value: _grouping(context, value) is True):
            return
        meeting = _meeting(context, trace)
        if meeting is None or is_meant_to_fail(predictive.call):
            return
        outer, inner = meeting
        yield self.finding(
            samples.location,
            f"`Predictive` raises `ValueError`: it takes the chains for draws, and the draws of "
            f"'{outer.name}' do not fit the plate of {inner.described('a site')}",
            label="grouped by chain",
            related=[
                outer.location.labelled("has the draws of a chain at once"),
                inner.location.labelled("in a plate"),
            ],
            repair=Repair.unsafe(
                "Set `batch_ndims=2`",
                add_keyword(context.fix_context, predictive.call, "batch_ndims=2"),
            ),
        )

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        names = {name.rpartition(".")[2] for name in _BY_CHAIN}
        for name in program.index.called_names(names):
            for made in made_by_calls(program.evaluator, program.contexts, name):
                entry = entry_of(made)
                parameter = _BY_CHAIN.get(entry.name) if entry is not None else None
                if parameter is not None and not is_meant_to_fail(made.call):
                    yield from self._diagnostics(context, made, parameter)

    def _diagnostics(self, context: Context, made: CallResult, parameter: str) -> Iterator[Finding]:
        given = context.arguments(made)
        samples = given.get(parameter)
        if samples is None or _GROUPING in given or not given.complete:
            return
        if not context.values(samples).all(lambda value: _is_ungrouped(context, value)):
            return
        repair = None
        if parameter == "samples":
            edit = add_keyword(context.fix_context, made.call, f"{_GROUPING}=False")
            repair = Repair.unsafe(f"Set `{_GROUPING}=False`", edit)
        yield self.finding(
            samples.location,
            f"`{short_source(made.call.func)}` takes draws for chains, and raises an "
            "`AssertionError` without a message or gives numbers that mean nothing",
            label="not grouped by chain",
            repair=repair,
            by_hand=f"Take them from `get_samples({_GROUPING}=True)`",
        )


def _grouping(context: Context, value: Value) -> bool | None:
    """Tell whether samples of an MCMC are grouped by chain; None if they are none, or it may be."""
    if not isinstance(value, MethodResult) or value.attr != "get_samples":
        return None
    if made_of_kind(value.owner, "mcmc") is None:
        return None
    if not value.call.arguments:
        return False
    given = context.program.evaluator.argument(value.call, 0, _GROUPING)
    literals = context.values(BoundExpr(given, value.frame) if given else None).literals
    return bool(literals[0]) if literals is not None and len(literals) == 1 else None


def _is_ungrouped(context: Context, value: Value) -> bool:
    """Tell whether a value is the samples of an MCMC by draws, or those of one site."""
    if isinstance(value, OperatorResult) and isinstance(value.expr, Subscript):
        whole = context.values(BoundExpr(value.expr.value, value.frame))
        return whole.all(lambda each: _grouping(context, each) is False)
    return _grouping(context, value) is False


def _meeting(context: Context, trace: Trace) -> tuple[Site, Site] | None:
    """Return a latent site outside of all plates and one in a plate that depends on it."""
    dependence = context.program.analysis(Dependence)
    outside = {
        site.call: site
        for site in trace.sites
        if site.kind == "sample" and "obs" not in site.arguments and not site.contexts
    }
    for site in trace.sites:
        fn = site.arguments.get("fn")
        if site.kind != "sample" or fn is None or not site.within(*_PLATES):
            continue
        for made in dependence.sites(fn.expr, fn.frame):
            if made.call in outside and outside[made.call].name is not None:
                return outside[made.call], site
    return None
