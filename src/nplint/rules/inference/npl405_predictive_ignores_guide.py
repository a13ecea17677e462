from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.site_shapes import RunShapes
from nplint.facts.expressions import Name, short_source
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import BoundCall, made_of_kind
from nplint.model.pairs import pairs
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.inference.seen_pairs import is_drawn
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult, ExternalAttribute, MethodResult, Value

_LOG_LIKELIHOOD = "numpyro.infer.log_likelihood"


class PredictiveIgnoresGuide(TraceRule):
    """
    # predictive-ignores-guide (NPL405)

    ## What it finds
    `Predictive(model, params=…)` without `guide=`, and `Predictive(model, params)` or
    `log_likelihood(model, params)` with the params in the place of the posterior samples, where the
    params come from an SVI with a guide.

    ## What happens
    The params that SVI trained are the guide's. Without the guide nothing asks for them:
    `Predictive` draws every latent from its prior, and the predictions know nothing of the data.
    Given as posterior samples they name no site; all "samples" are one draw of the prior. Nothing
    is raised, on any release. `log_likelihood` raises an `AssertionError` without a message where
    the model has a latent; params of the model itself it takes for one posterior sample a row.

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
    sites; nplint cannot follow all of the model, or where the params come from; `log_likelihood`
    with `batch_ndims`, or of params that are single numbers.

    ## References
    pyro-ppl/numpyro#1309, pyro-ppl/numpyro#1549, pyro-ppl/numpyro#1820
    """

    code = "NPL405"
    name = "predictive-ignores-guide"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.runner is not None and run.runner.name == _LOG_LIKELIHOOD:
            yield from self._log_likelihood(context, run, trace)
        predictive = made_of_kind(run.runner, "predictive")
        if predictive is None:
            return
        arguments = context.arguments(predictive)
        params = _params(context, arguments)
        svi = _training(context, params)
        guide = context.arguments(svi).get("guide") if svi is not None else None
        if params is None or svi is None or guide is None:
            return
        if _may_own_params(context, run) or not _draws_latents(context, svi, guide):
            return
        shown, model = short_source(params.expr), run.model_name
        message = (
            f"the latents of {model} are drawn from their prior: `{shown}` belongs to the guide "
            f"`{short_source(guide.expr)}`, which this Predictive does not have"
        )
        if params is arguments.get("posterior_samples"):
            message = (
                f"`{shown}` holds params of the guide, no posterior samples: none names a site of "
                f"{model}, and the predictions are one draw from the prior"
            )
        yield self.finding(
            predictive.location,
            message,
            label="runs without the guide",
            related=[svi.location.labelled("the params were trained here, with a guide")],
            repair=_repair(context, predictive, arguments, params, guide),
            by_hand="Pass the guide as `guide`, and what was trained as `params`",
        )

    def _log_likelihood(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        assert run.runner is not None
        arguments = context.arguments(run.runner)
        params = arguments.get("posterior_samples")
        svi = _training(context, params)
        if params is None or svi is None or "batch_ndims" in arguments:
            return
        shown, latent = short_source(params.expr), _unnamed_latent(context, svi, trace)
        stacked = _array_param(context, run, trace)
        if latent is not None:
            message = (
                f"log_likelihood raises AssertionError, as nothing gives '{latent.name}' a value: "
                f"`{shown}` holds params, and no samples of it"
            )
            related = latent.location.labelled("latent in the model")
        elif stacked is not None:
            message = (
                f"each row of '{stacked.name}' is taken for a posterior sample of its own: "
                f"`{shown}` holds params, one value each, and no samples"
            )
            related = stacked.location.labelled("an array, of which there is one")
        else:
            return
        yield self.finding(
            run.runner.location,
            message,
            label="is given params in the place of samples",
            related=[svi.location.labelled("the params were trained here"), related],
            by_hand="Give it draws of the guide, as of `Predictive(guide, params=…)`; params of "
            "the model itself belong into `handlers.substitute(model, data=…)`",
        )


def _unnamed_latent(context: Context, svi: CallResult, trace: Trace) -> Site | None:
    """Return a latent of a model that no param of the guide is called after."""
    guides = [
        context.program.sites(pair.guide)
        for pair in context.program.analysis(pairs)
        if pair.runner.call is svi.call
    ]
    params = [site for guide in guides for site in guide.sites if site.kind == "param"]
    automatic = context.values(context.arguments(svi).get("guide")).all(
        lambda value: made_of_kind(value, "autoguide") is not None
    )
    seen = automatic or (all(guide.complete for guide in guides) and guides)
    if not seen or any(param.name is None for param in params):
        return None
    names = {param.name for param in params}
    return next((s for s in trace.sites if is_drawn(s) and s.name and s.name not in names), None)


def _array_param(context: Context, run: Run, trace: Trace) -> Site | None:
    """Return a param of a model that surely is an array of at least one axis."""
    shapes = context.program.analysis(RunShapes).of(run)
    for site in trace.sites:
        initial = site.arguments.get("init_value")
        if site.kind == "param" and initial is not None and shapes.of_bound(initial):
            return site
    return None


def _params(context: Context, arguments: BoundCall) -> BoundExpr | None:
    """Return the argument of a ``Predictive`` that may be params, where no guide is given."""
    given = arguments.given(context.program.evaluator)
    if not arguments.complete or "guide" in given:
        return None
    return arguments.get("posterior_samples" if "posterior_samples" in given else "params")


def _training(context: Context, params: BoundExpr | None) -> CallResult | None:
    """Return the one ``SVI(...)`` that trained some params."""
    found = [_trained_by(value) for value in context.values(params)]
    return found[0] if len({svi.call if svi else None for svi in found}) == 1 else None


def _trained_by(value: Value) -> CallResult | None:
    """Return the SVI whose params a value is: ``svi.run(…).params`` or ``svi.get_params(…)``."""
    method = "get_params"
    if isinstance(value, ExternalAttribute) and value.attr == "params":
        method, value = "run", value.owner
    if isinstance(value, MethodResult) and value.attr == method:
        return made_of_kind(value.owner, "svi")
    return None


def _may_own_params(context: Context, run: Run) -> bool:
    """Tell whether the model may have params itself."""
    found = context.program.sites(run)
    return not found.complete or any(site.kind == "param" for site in found.sites)


def _draws_latents(context: Context, svi: CallResult, guide: BoundExpr) -> bool:
    """Tell whether the guide of an SVI has a sample site."""
    return any(made_of_kind(value, "autoguide") for value in context.values(guide)) or any(
        site.kind == "sample"
        for pair in context.program.analysis(pairs)
        if pair.runner.call is svi.call
        for site in context.program.sites(pair.guide).sites
    )


def _repair(
    context: Context,
    predictive: CallResult,
    arguments: BoundCall,
    params: BoundExpr,
    guide: BoundExpr,
) -> Repair:
    frame = predictive.frame
    name = guide.expr.id if isinstance(guide.expr, Name) else ""
    if not name or not _is_same(context, name, guide, predictive):
        return Repair.none(f"`{short_source(guide.expr)}` may be another one there")
    argument = predictive.call.argument_giving(params.expr)
    if argument is None:
        return Repair.none("not all arguments are written in the call")
    number = arguments.get("num_samples")
    if number is None or context.values(number).may_be_none:
        return Repair.none("a guide needs `num_samples`, which is not given")
    at = frame.locate(argument)
    edit = at.before(f"guide={name}, ")
    if params is arguments.get("posterior_samples"):
        edit = at.up_to(params.expr.start).replaced_by(f"guide={name}, params=")
    return Repair.unsafe(f"Pass the guide `{name}`, too", edit)


def _is_same(context: Context, name: str, guide: BoundExpr, predictive: CallResult) -> bool:
    """Tell whether the name of a guide means at a ``Predictive`` what it means at its SVI."""
    find = context.program.evaluator.find_name
    there, then = find(name, guide.expr.start, guide.frame)
    here, now = find(name, predictive.call.start, predictive.frame)
    if there is None or there is not here:
        return False
    bindings = there.scope.bindings[name]
    return reaching_definitions(bindings, then) == reaching_definitions(bindings, now)
