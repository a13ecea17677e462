from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import Call, short_source
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import entry_of
from nplint.model.calls import calls_taking
from nplint.model.trace_walk import follow_trace
from nplint.numpyro_api import Entry
from nplint.rules.base import Context, Rule
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    External,
    FunctionValue,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

_MODELS = ("model", "guide")
# The parameters that take an instance, with the kind of class that may be given in its place, and
# what was seen to happen then on every release.
_INSTANCES = {
    "sampler": ("kernel", "`run` raises `TypeError`"),
    "loss": ("elbo", "the first step raises `AttributeError`"),
    "optim": ("optimizer", "`TypeError`, or `ImportError` where Optax is missing"),
    "guide": (
        "autoguide",
        "each step makes a guide of the data and runs none, so nothing is learnt",
    ),
}


class ModelCalled(Rule):
    """
    # model-called (NPL417)

    ## What it finds
    The result of a model, or a trace, in the place of the model: `NUTS(model(x))`,
    `render_model(handlers.trace(model).get_trace(x))`. Likewise a model in the place of a kernel,
    `MCMC(model)`, and a class in the place of an instance: `loss=Trace_ELBO`, `optim=Adam`,
    `guide=AutoNormal`, `MCMC(NUTS)`.

    ## What happens
    `NUTS(model(x))` runs the model by hand, once: without `handlers.seed` that raises an
    `AssertionError` with an empty message, with it `mcmc.run` raises a `ValueError` on `model` and
    `potential_fn`. `MCMC(model)` raises an `AttributeError` on `sample_field`, an ELBO that is not
    called one on `loss_with_mutable_state`. A class of automatic guides may run: called with the
    data it makes an object and no sites, so that SVI learns nothing, with a warning of "vars in
    model but not guide"; where the model takes no data it raises a `TypeError`. The same on every
    release.

    ## Example
    ```python
    kernel = NUTS(model(x, y))
    svi = SVI(model, guide, optimizer, loss=Trace_ELBO)
    ```

    ## Fix
    ```python
    kernel = NUTS(model)   # and `mcmc.run(key, x, y)`
    svi = SVI(model, guide, optimizer, loss=Trace_ELBO())
    ```
    nplint writes the parentheses behind an ELBO, which is safe: no step runs without them. The
    rest is left to the author.

    ## When it stays silent
    Functions that return a model; what may be one; an error that is waited for.
    """

    code = "NPL417"
    name = "model-called"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        evaluator, contexts = context.program.evaluator, context.program.contexts
        for parameter in sorted({*_MODELS, *_INSTANCES}):
            for made, _ in calls_taking(evaluator, contexts, parameter):
                argument = context.arguments(made).get(parameter)
                if argument is not None and not is_meant_to_fail(made.call):
                    yield from self._at(context, made, parameter, argument)

    def _at(
        self, context: Context, made: CallResult, parameter: str, argument: BoundExpr
    ) -> Iterator[Finding]:
        values, taker = context.values(argument), f"`{made.short_name}`"
        uncalled = _uncalled(parameter, values)
        if uncalled is not None:
            yield self._class(taker, parameter, argument, uncalled)
        elif parameter == "sampler" and values.all(lambda each: isinstance(each, FunctionValue)):
            yield self.finding(
                argument.location,
                f"{taker} raises `AttributeError`: it takes a kernel, and "
                f"`{short_source(argument.expr)}` is a function",
                label="no kernel",
                by_hand="Put a kernel around the model, as `NUTS(model)`",
            )
        elif parameter in _MODELS and values.all(_is_trace):
            yield self.finding(
                argument.location,
                f"{taker} raises `ValueError`: it runs the {parameter} itself, and this is the "
                "trace of a run",
                label="a trace, which cannot be called",
                by_hand=f"Give it the {parameter}",
            )
        elif parameter in _MODELS and (called := _called_model(context, argument, values)):
            yield self.finding(
                argument.location,
                f"`{short_source(called)}` runs at once, outside of inference, and {taker} gets "
                f"its result in the place of the {parameter}",
                label="called, not handed over",
                by_hand=f"Give {taker} `{short_source(called.func)}` itself, and its arguments to "
                "the call that runs it",
            )

    def _class(self, taker: str, parameter: str, argument: BoundExpr, entry: Entry) -> Finding:
        shown, (kind, consequence) = short_source(argument.expr), _INSTANCES[parameter]
        repair = None
        if kind == "elbo" and not entry.parameters.required:
            at = argument.location
            repair = Repair.safe(f"Make an instance: `{shown}()`", at.after("()"), local=True)
        return self.finding(
            argument.location,
            f"`{shown}` is a class, and {taker} takes an instance as its `{parameter}`: "
            f"{consequence}",
            label="not called",
            repair=repair,
            by_hand=f"Make an instance: `{shown}(…)`",
        )


def _uncalled(parameter: str, values: Alternatives) -> Entry | None:
    """Return the class that is given in the place of an instance, if one is."""
    kind, _ = _INSTANCES.get(parameter, ("", ""))
    entry = entry_of(values.only) if isinstance(values.only, External) else None
    return entry if entry is not None and entry.kind == kind else None


def _is_trace(value: Value) -> bool:
    owner = value.owner if isinstance(value, MethodResult) and value.attr == "get_trace" else None
    return isinstance(owner, CallResult) and owner.name == "numpyro.handlers.trace"


def _called_model(context: Context, argument: BoundExpr, values: Alternatives) -> Call | None:
    """Return the call of a model, if its result is given in the place of the model."""
    call, evaluator = argument.expr, context.program.evaluator
    if not isinstance(call, Call) or not all(map(_cannot_be_called, values)):
        return None
    targets = evaluator.values(call.func, argument.frame)
    for target in targets:
        if not isinstance(target, FunctionValue):
            return None
        frame = evaluator.call_frame(target, call, argument.frame)
        sites = follow_trace(evaluator, frame).sites if frame is not None else ()
        if not any(site.kind == "sample" for site in sites):
            return None
    return call if targets else None


def _cannot_be_called(value: Value) -> bool:
    if isinstance(value, CallResult):
        return value.name.startswith(("numpyro.", "jax.numpy."))
    return isinstance(value, (Literal, Container, OperatorResult))
