from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.fixes.unwrap import unwrap
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.keys.frozen_draws import draws_anew, is_drawn_by_seed, is_single_draw
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
    `log_likelihood`: seeds were measured to do no harm there. Models of which the seed draws
    nothing, as all latent sites are given, have keys of their own, or are a guide's `Delta`; one
    single draw (`num_samples=1`), made once. Models of which it is not known
    that they are seeded whenever they get there.
    """

    code = "NPL508"
    name = "seeded-model-to-inference"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        wrappers, runner = run.model.wrappers, run.runner
        seed = next((each for each in wrappers if each.name == "numpyro.handlers.seed"), None)
        if seed is None or runner is None or not draws_anew(run):
            return
        model = context.arguments(runner).get(run.role)
        if trace.complete and not any(is_drawn_by_seed(context, run, each) for each in trace.sites):
            return
        if run.is_by("predictive") and is_single_draw(context, runner):
            return
        # Where there are several models, some may not be seeded.
        if model is None or context.values(model).only is None:
            return
        name = run.model.function.name
        subject = f"the {run.role}" if name == "<lambda>" else f"`{name}`"
        yield self.finding(
            model.location,
            f"{subject} is seeded once and for all: {_consequence(run)}",
            label=f"seeded, and run by {short_source(runner.call.func)}",
            related=[] if seed.call is model.expr else [seed.location.labelled("seeded here")],
            repair=_repair(context, seed, model),
            by_hand=f"Pass the {run.role} without its seed",
        )


def _consequence(run: Run) -> str:
    if run.is_by("predictive"):
        return "every draw of this Predictive is the same, with a spread of zero"
    return "SVI optimises it for one frozen draw of its noise"


def _repair(context: Context, seed: CallResult, model: BoundExpr) -> Repair:
    if seed.call is not model.expr:
        return Repair.none("the seeded one may be wanted elsewhere")
    bare = context.arguments(seed).get("fn")
    if bare is None or seed.call.argument_giving(bare.expr) is None:
        return Repair.none("what is seeded is not written in the call")
    edits = unwrap(context.fix_context, seed.call, bare.expr)
    if not edits:
        return Repair.none("a comment stands in what would go")
    return Repair.unsafe(f"Pass `{short_source(bare.expr)}` itself", *edits)
