from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult


class SeededModelToInference(TraceRule):
    """
    # seeded-model-to-inference (NPL508)

    ## What it finds
    A model or guide under `handlers.seed` given to `Predictive`, or a guide under it given to
    `SVI`.

    ## What happens
    `Predictive` and `SVI` seed what they run with a new key each time. A seed further inside has
    the last word: each predictive draw is the same draw, with a spread of zero, and a guide's
    noise is frozen, so that the ELBO is maximised for one draw of it. Nothing is raised, on any
    release. To NumPyro 0.15.2 a seeded model that is used a second time can also crash with
    `UnexpectedTracerError`.

    ## Example
    ```python
    model = handlers.seed(model, random.PRNGKey(0))
    prior = Predictive(model, num_samples=1000)(random.PRNGKey(1))
    ```

    ## Fix
    The bare model is passed: where the seeded one was made in the call itself, the `seed(…)`
    around it is taken away. Unsafe, as it changes the numbers. Where the model's name was bound
    to the seeded one there is no fix, as the seed may be wanted elsewhere.

    ## When it stays silent
    Seeded models that are called, traced or given to a kernel, to `SVI` as its model, or to
    `log_likelihood`: seeds were measured to do no harm there. Models of which it is not known
    that they are seeded whenever they get there.
    """

    code = "NPL508"
    name = "seeded-model-to-inference"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if not run.is_by("predictive") and not (run.is_by("svi") and run.role == "guide"):
            return
        assert run.runner is not None
        seed = _seed(run)
        thunk = _argument(context, run)
        if seed is None or thunk is None or thunk.expr in self.told:
            return
        self.told.add(thunk.expr)
        repair = _repair(context, seed, thunk)
        function = run.model.function
        subject = f"the {run.role}" if function.name == "<lambda>" else f"`{function.name}`"
        yield Finding(
            code=self.code,
            name=self.name,
            message=f"{subject} is seeded once and for all: {_consequence(run)}",
            path=thunk.frame.module.path,
            span=Span(thunk.expr.start, thunk.expr.end),
            label=f"seeded, and run by {short_source(run.runner.call.func)}",
            related=_related(seed, thunk),
            help=repair.help(f"Pass the {run.role} without its seed"),
            fix=repair.fix,
        )


def _seed(run: Run) -> CallResult | None:
    """The seed around the run's model, if it is certain."""
    for wrapper in run.model.wrappers:
        if isinstance(wrapper, CallResult) and wrapper.name == "numpyro.handlers.seed":
            return wrapper
    return None


def _argument(context: Context, run: Run) -> BoundExpr | None:
    """The argument that brings the model, where it can be no other and no unseeded one."""
    assert run.runner is not None
    entry = entry_of(run.runner)
    if entry is None:
        return None
    evaluator = context.program.evaluator
    thunk = bind_call(evaluator, entry, run.runner.call, run.runner.frame).arguments.get(run.role)
    if thunk is None or len(evaluator.thunk(thunk)) != 1:
        return None
    return thunk


def _consequence(run: Run) -> str:
    if run.is_by("predictive"):
        return "every draw of this Predictive is the same, with a spread of zero"
    return "SVI optimises it for one frozen draw of its noise"


def _related(seed: CallResult, thunk: BoundExpr) -> tuple[Place, ...]:
    if seed.call is thunk.expr:
        return ()
    span = Span(seed.call.start, seed.call.end)
    return (Place(seed.frame.module.path, span, "seeded here"),)


def _repair(context: Context, seed: CallResult, thunk: BoundExpr) -> Repair:
    entry = entry_of(seed)
    if seed.call is not thunk.expr or entry is None:
        return Repair(None, "the seeded one may be wanted elsewhere")
    bare = bind_call(context.program.evaluator, entry, seed.call, seed.frame).arguments.get("fn")
    if bare is None or all(each.value is not bare.expr for each in seed.call.arguments):
        return Repair(None, "what is seeded is not written in the call")
    path = thunk.frame.module.path
    edits = (
        Edit(path, Span(seed.call.start, bare.expr.start), ""),
        Edit(path, Span(bare.expr.end, seed.call.end), ""),
    )
    return Repair(Fix(f"Pass `{short_source(bare.expr)}` itself", Applicability.UNSAFE, edits))
