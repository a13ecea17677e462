from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Name, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.pairs import pairs
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.inference.trained_params import guide_of, trained_by
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult, Frame, Literal


class PredictiveIgnoresGuide(TraceRule):
    """
    # predictive-ignores-guide (NPL405)

    ## What it finds
    `Predictive(model, params=…)` without `guide=`, and `Predictive(model, params)` with the params
    in the place of the posterior samples, where the params come from an SVI with a guide.

    ## What happens
    The params that SVI trained are the guide's. Without the guide nothing asks for them:
    `Predictive` draws every latent from its prior, and the predictions know nothing of the data.
    Given as posterior samples they name no site; all "samples" are one draw of the prior. Nothing
    is raised, on any release.

    ## Example
    ```python
    result = svi.run(key, 2000, y)
    predictive = Predictive(model, params=result.params, num_samples=1000)
    ```

    ## Fix
    `guide=` with the guide that SVI was given:
    ```python
    predictive = Predictive(model, guide=guide, params=result.params, num_samples=1000)
    ```
    Unsafe, as it changes the numbers. It is offered where the guide has a name at that place, and
    `num_samples`, which a guide needs, is given.

    ## When it stays silent
    `guide=` is given; the model has params of its own, as for maximum likelihood; the guide has no
    sites; nplint cannot follow all of the model, or where the params come from.

    ## References
    pyro-ppl/numpyro#1309, pyro-ppl/numpyro#1549
    """

    code = "NPL405"
    name = "predictive-ignores-guide"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if not run.is_by("predictive"):
            return
        assert run.runner is not None
        predictive = run.runner
        params = _params(context, predictive)
        trained = _trained(context, params[1]) if params is not None else None
        if params is None or trained is None or predictive.call in self.told:
            return
        if _owns_params(context, run) or not _has_sites(context, *trained):
            return
        self.told.add(predictive.call)
        yield self._finding(context, run, params, trained)

    def _finding(
        self,
        context: Context,
        run: Run,
        given: tuple[str, BoundExpr],
        trained: tuple[CallResult, BoundExpr],
    ) -> Finding:
        assert run.runner is not None
        (parameter, params), (svi, guide) = given, trained
        call, shown = run.runner.call, short_source(params.expr)
        model = run.model.function.name
        repair = _repair(context, run.runner, parameter, params, guide)
        message = (
            f"the latents of `{model}` are drawn from their prior: `{shown}` belongs to the guide "
            f"`{short_source(guide.expr)}`, which this Predictive does not have"
        )
        if parameter == "posterior_samples":
            message = (
                f"`{shown}` holds params of the guide, no posterior samples: none names a site of "
                f"`{model}`, and the predictions are one draw from the prior"
            )
        return Finding(
            code=self.code,
            name=self.name,
            message=message,
            path=run.runner.frame.module.path,
            span=Span(call.start, call.end),
            label="runs without the guide",
            related=(
                Place(
                    svi.frame.module.path,
                    Span(svi.call.start, svi.call.end),
                    "the params were trained here, with a guide",
                ),
            ),
            help=repair.help("Pass the guide as `guide`, and what was trained as `params`"),
            fix=repair.fix,
        )


def _params(context: Context, predictive: CallResult) -> tuple[str, BoundExpr] | None:
    """The argument that may be params, where no guide is given."""
    entry = entry_of(predictive)
    assert entry is not None
    bound = bind_call(context.program.evaluator, entry, predictive.call, predictive.frame)
    given = bound.given(context.program.evaluator)
    if not bound.complete or "guide" in given:
        return None
    parameter = "posterior_samples" if "posterior_samples" in given else "params"
    return (parameter, bound.arguments[parameter]) if parameter in given else None


def _trained(context: Context, params: BoundExpr) -> tuple[CallResult, BoundExpr] | None:
    """The one SVI whose params they are, and its guide."""
    found = [trained_by(value) for value in context.program.evaluator.thunk(params)]
    svi = found[0] if len({each.call if each else None for each in found}) == 1 else None
    guide = guide_of(context.program.evaluator, svi) if svi is not None else None
    return None if svi is None or guide is None else (svi, guide)


def _owns_params(context: Context, run: Run) -> bool:
    """Whether the model may have params itself; or latents are none to be drawn."""
    trace = context.program.sites(run)
    return not trace.complete or any(site.kind == "param" for site in trace.sites)


def _has_sites(context: Context, svi: CallResult, guide: BoundExpr) -> bool:
    """Whether the guide is one that draws latents."""
    for value in context.program.evaluator.thunk(guide):
        entry = entry_of(value) if isinstance(value, CallResult) else None
        if entry is not None and entry.kind == "autoguide":
            return True
    return any(
        pair.runner.call is svi.call
        and any(site.kind == "sample" for site in context.program.sites(pair.guide).sites)
        for pair in context.program.analysis(pairs)
    )


def _repair(
    context: Context, predictive: CallResult, parameter: str, params: BoundExpr, guide: BoundExpr
) -> Repair:
    call, frame = predictive.call, predictive.frame
    name = guide.expr.id if isinstance(guide.expr, Name) else None
    argument = next((a for a in call.arguments if a.value is params.expr), None)
    if name is None or not _is_same(context, name, guide, call.start, frame):
        return Repair(None, f"`{short_source(guide.expr)}` may be another one there")
    if argument is None:
        return Repair(None, "not all arguments are written in the call")
    if not _has_number(context, predictive):
        return Repair(None, "a guide needs `num_samples`, which is not given")
    edits = [Edit(frame.module.path, Span(argument.start, argument.start), f"guide={name}, ")]
    if parameter == "posterior_samples":
        written = f"guide={name}, params="
        edits = [Edit(frame.module.path, Span(argument.start, params.expr.start), written)]
    return Repair(Fix(f"Pass the guide `{name}`, too", Applicability.UNSAFE, tuple(edits)))


def _is_same(context: Context, name: str, guide: BoundExpr, place: int, frame: Frame) -> bool:
    """Whether a name means at a place what it means where the guide was given to SVI."""
    find = context.program.evaluator.find_name
    there, then = find(name, guide.expr.start, guide.frame)
    here, now = find(name, place, frame)
    if there is None or there is not here:
        return False
    bindings = there.scope.bindings[name]
    return reaching_definitions(bindings, then) == reaching_definitions(bindings, now)


def _has_number(context: Context, predictive: CallResult) -> bool:
    entry = entry_of(predictive)
    assert entry is not None
    evaluator = context.program.evaluator
    bound = bind_call(evaluator, entry, predictive.call, predictive.frame).arguments
    number = bound.get("num_samples")
    return number is not None and not any(
        isinstance(value, Literal) and value.value is None for value in evaluator.thunk(number)
    )
