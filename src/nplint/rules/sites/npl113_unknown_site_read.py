from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Call, Constant, short_source
from nplint.finding import Finding, Location, Place
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import EFFECTS, entry_of, is_callable
from nplint.model.observation import Observation
from nplint.model.predictions import Predictions
from nplint.model.result_reads import ResultRead, ResultReads
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, Rule
from nplint.rules.sites.near_names import MADE_BY_NUMPYRO, near_names
from nplint.semantic.values import CallResult, Container, FunctionValue, MethodResult


class UnknownSiteRead(Rule):
    """
    # unknown-site-read (NPL113)

    ## What it finds
    A name read from `mcmc.get_samples()`, from the result of a `Predictive`, from the params of an
    `SVI` or listed in `return_sites` that no site of the model has.

    ## What happens
    The whole run comes first. Then `samples["RV"]` is a `KeyError`, if the site is called `"Rv"`,
    was observed, or stands on a branch that the run did not take. A name in `return_sites` that no
    site has is passed over, and is missing from the predictions. All releases do so.

    ## Example
    ```python
    def model(y):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        numpyro.sample("y", dist.Normal(slope, 1.0), obs=y)

    mcmc.run(random.PRNGKey(0), y)
    print(mcmc.get_samples()["Slope"])
    ```

    ## Fix
    Where the name of one site is nearly the same, it is written. Unsafe, as it is a guess.

    ## When it stays silent
    nplint does not see all sites of the model, or their names: a name that is computed, a call it
    cannot follow, `handlers.scope`, `reparam`, whose `x_decentered` and the like count as names;
    other code may add the entry to the result; its name is bound several times and read in a
    function, or in a cell of a notebook; the read stands under a condition, or in a `try`;
    autoguides, whose params they name themselves.

    ## References
    pyro-ppl/numpyro#542
    """

    code = "NPL113"
    name = "unknown-site-read"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[tuple[Call, str]] = set()
        for name, at, runner in _returned(context):
            runs = _runs(context, runner)
            traces = [(run.model_name, context.program.sites(run)) for run in runs]
            if _lack(name, traces):
                told.add((runner.call, name))
                yield self._finding(
                    context, name, at, traces, "it is missing from the predictions, with no error"
                )
        for read in context.program.analysis(ResultReads).all:
            traces = [*_traces(context, read)]
            if (read.runner.call, read.name) in told:
                continue
            told.add((read.runner.call, read.name))  # the first read of a name stops the program
            if _lack(read.name, traces):
                at = read.frame.locate(read.expr.index)
                yield self._finding(context, read.name, at, traces, _of_read(read))
            elif traces and all(_is_observed(read, trace) for _, trace in traces):
                yield self._observed(read, traces)

    def _finding(
        self,
        context: Context,
        name: str,
        at: Location,
        traces: list[tuple[str, Trace]],
        consequence: str,
    ) -> Finding:
        sites = [site for _, trace in traces for site in trace.sites]
        left_out = _left_out(context, name, traces)
        known = dict.fromkeys(site.name for site in sites if site.name is not None)
        meant = near_names(name, known) if not left_out else []
        near = meant[0] if len(meant) == 1 else ""
        hint = f" (did you mean '{near}'?)" if near else ""
        if left_out:
            hint = " that this run makes, as its branch is not taken"
        at_near = [site.location.labelled("the site") for site in sites if site.name == near]
        return self.finding(
            at,
            f"'{name}' is no site of {traces[0][0]}{hint}: {consequence}",
            label="no such site",
            related=left_out or at_near[:1],
            repair=_repair(name, at, near, context.written(at)),
            by_hand="Read the name of a site, or make one of that name",
        )

    def _observed(self, read: ResultRead, traces: list[tuple[str, Trace]]) -> Finding:
        model, trace = traces[0]
        site = next(trace.named(read.name))
        return self.finding(
            read.frame.locate(read.expr.index),
            f"'{read.name}' is observed in {model}, and only what is not observed has samples: "
            f"{_of_read(read)}",
            label="has no samples",
            related=[site.location.labelled("observed here")],
            repair=Repair.none("it cannot tell what is meant"),
            by_hand="Predict it by `Predictive`, or read the data",
        )


_REPARAM = "numpyro.handlers.reparam"
_SCOPE = "numpyro.handlers.scope"
_OBS_MASK = ("_observed", "_unobserved")


def _of_read(read: ResultRead) -> str:
    return f"`{short_source(read.expr)}` stops with a `KeyError` once the run is over"


def _traces(context: Context, read: ResultRead) -> Iterator[tuple[str, Trace]]:
    """Yield the traces whose sites a result has, each with its model's name.

    There are none where the result may have others, too.
    """
    predictions = context.program.analysis(Predictions)
    if isinstance(read.result, MethodResult) and read.result.attr == "__call__":
        made = [each for each in predictions.all if each.call is read.result.call]
        here = [each for each in made if each.frame is read.result.frame] or made
        if "guide" in context.arguments(read.runner) or not _are_all_seen(context, read.runner):
            return
        for prediction in here:
            yield f"`{prediction.model.function.name}`", predictions.sites(prediction)
        return
    runs = _runs(context, read.runner)
    roles = {run.role for run in runs}
    if read.result.attr != "get_samples" and roles != {"model", "guide"}:
        return
    yield from ((run.model_name, context.program.sites(run)) for run in runs)


def _runs(context: Context, runner: CallResult) -> list[Run]:
    """Return the runs by an object, if these are all that it can run."""
    if not _are_all_seen(context, runner):
        return []
    made = [
        run
        for run in context.program.runs
        if run.runner is not None and run.runner.call is runner.call
    ]
    here = [run for run in made if run.runner is not None and run.runner.frame is runner.frame]
    found = here or made
    kernels = [run.kernel for run in found if run.kernel is not None]
    return found if all(_are_all_seen(context, kernel) for kernel in kernels) else []


def _are_all_seen(context: Context, runner: CallResult) -> bool:
    """Tell whether all functions that an object may run are seen, and nothing else renames."""
    given = context.arguments(runner)
    if not given.complete or "postprocess_fn" in given:
        return False
    guide = given.get("guide")
    if guide is not None and not context.values(guide).all(lambda g: isinstance(g, FunctionValue)):
        return False  # an autoguide, or a class of the author's that derives from one
    models = [given.get(role) for role in ("model", "sampler")]
    return all(
        context.values(model).all(lambda value: is_callable(value) or isinstance(value, CallResult))
        for model in models
        if model is not None
    )


def _returned(context: Context) -> Iterator[tuple[str, Location, CallResult]]:
    """Yield the names in the ``return_sites`` of each ``Predictive``."""
    evaluator = context.program.evaluator
    runners = {run.runner.call: run.runner for run in context.program.runs
               if run.runner is not None and run.is_by("predictive")}  # fmt: skip
    for runner in runners.values():
        listed = context.values(context.arguments(runner).get("return_sites")).only
        if not isinstance(listed, Container) or evaluator.containers.may_grow(listed):
            continue
        for _, entry in evaluator.containers.entries(listed):
            if isinstance(entry.expr, Constant) and isinstance(entry.expr.value, str):
                yield entry.expr.value, entry.location, runner


def _lack(name: str, traces: list[tuple[str, Trace]]) -> bool:
    """Tell whether there are sites, all are seen, and surely none has a name."""
    sites = [site for _, trace in traces for site in trace.sites]
    return (
        bool(sites)
        and all(trace.complete for _, trace in traces)
        and not any(site.name is None or site.within(_SCOPE) for site in sites)
        and not any(_has_name(site, name) for site in sites)
        and not name.endswith(MADE_BY_NUMPYRO)
    )


def _has_name(site: Site, name: str) -> bool:
    """Tell whether a site has a name, or may make one of that name."""
    if site.name == name or (site.within(_REPARAM) and name.startswith(f"{site.name}_")):
        return True
    return "obs_mask" in site.arguments and name.endswith(_OBS_MASK)


def _is_observed(read: ResultRead, trace: Trace) -> bool:
    """Tell whether the site that is read is surely observed, so that it has no samples."""
    sites = [*trace.named(read.name)]
    return (
        read.result.attr == "get_samples"
        and bool(sites)
        and all(
            site.kind == "sample"
            and site.observation is Observation.OBSERVED
            and "obs_mask" not in site.arguments
            for site in sites
        )
    )


def _left_out(context: Context, name: str, traces: list[tuple[str, Trace]]) -> list[Place]:
    """Return the place of the site of a name that a run does not reach, as constants decide."""
    evaluator = context.program.evaluator
    functions = {function for _, trace in traces for function in trace.functions}
    for function in sorted(functions, key=lambda each: each.start):
        for call in context.program.index.calls_in(function.scope):
            first = call.arguments[0].value if call.arguments else None
            if isinstance(first, Constant) and first.value == name:
                for value in evaluator.values(call.func, evaluator.generic_frame(call.scope)):
                    entry = entry_of(value)
                    if entry is not None and entry.name in EFFECTS:
                        return [function.module.locate(call).labelled("not reached in this run")]
    return []


def _repair(name: str, at: Location, near: str, written: str) -> Repair:
    if not near:
        return Repair.none("no site's name is like it")
    if written not in (f'"{name}"', f"'{name}'"):
        return Repair.none("the name is not written out")
    inner = at.starting_at(at.start + 1).up_to(at.end - 1)
    return Repair.unsafe(f"Read '{near}'", inner.replaced_by(near))
