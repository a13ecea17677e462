from __future__ import annotations

from collections.abc import Iterator, Set

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute, short_source
from nplint.facts.scopes import Function, Store
from nplint.finding import Finding, Place, Span
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.computes_with import computes
from nplint.semantic.values import ClassValue, Frame, Instance, Unknown


class SampledValueStoredOutside(TraceRule):
    """
    # sampled-value-stored-outside (NPL003)

    ## What it finds
    A value that depends on a site, stored by a model on an object that outlives the trace
    (`self.mean = numpyro.sample(…)`), and read outside of it.

    ## What happens
    While MCMC, SVI or `Predictive` trace a model, its values are JAX's tracers, which stand for
    numbers and mean nothing once the trace is over. What the object keeps is the tracer of one
    trace; computing with it is `UnexpectedTracerError`, on every release. It is never the
    posterior. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    class Lengths:
        def model(self, y):
            self.mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
            numpyro.sample("y", dist.Normal(self.mean, 1.0), obs=y)

        def distance(self):
            return jnp.abs(self.mean - 3.0)  # after mcmc.run: UnexpectedTracerError
    ```

    ## Fix
    A local variable in the model, and `mcmc.get_samples()["mean"]` outside; what is computed is a
    `numpyro.deterministic` site. nplint has no fix: where the samples are kept is for the author
    to say.

    ## When it stays silent
    The object is made in the model, or is not known; the attribute is read in the model alone, as
    between methods of one model; other code outside sets it, as
    `self.mean = mcmc.get_samples()["mean"]` does; it is read without computing with it.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.UnexpectedTracerError
    """

    code = "NPL003"
    name = "sampled-value-stored-outside"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if not run.is_by("mcmc", "kernel", "svi", "predictive"):
            return
        for frame in trace.frames:
            for store in frame.module.stores:
                if store.scope is not frame.scope or store in self.told:
                    continue
                holder = _holder(context, store, frame)
                if holder is None:
                    continue
                read = _read_outside(context, run, store, holder)
                if read is not None:
                    self.told.add(store)
                    yield _finding(context, run, store, frame, read)


def _holder(context: Context, store: Store, frame: Frame) -> Instance | None:
    """The object of outside that a store puts a site's value on, if it is certain."""
    target, value = store.target, store.value
    if not isinstance(target, Attribute) or value is None or store.path:
        return None
    values = context.program.evaluator.values(target.value, frame)
    holder = values[0] if len(values) == 1 else None
    if not isinstance(holder, Instance) or holder.call is None or holder.frame.inside:
        return None
    return holder if context.program.analysis(Dependence).sites(value, frame) else None


def _read_outside(context: Context, run: Run, store: Store, holder: Instance) -> Attribute | None:
    """A place outside of all traces that computes with what is stored."""
    assert isinstance(store.target, Attribute)
    program, attr = context.program, store.target.attr
    traced = program.traced_functions
    if any(
        _may_set(context, other, holder)
        for other in program.evaluator.index.attribute_stores.get(attr, ())
        if not _is_early(other.scope.enclosing_scope.function, traced)
    ):
        return None
    for module in program.looked_into:
        for attribute in module.attributes.get(attr, ()):
            if _is_early(attribute.scope.enclosing_scope.function, traced):
                continue
            if not _comes_after(attribute, run) or not computes(
                program.evaluator, program.contexts, attribute, attribute.scope
            ):
                continue
            for frame in program.contexts.frames(attribute.scope):
                for value in program.evaluator.values(attribute.value, frame):
                    if isinstance(value, Instance) and value.call is holder.call:
                        return attribute
    return None


def _is_early(function: Function | None, traced: Set[Function]) -> bool:
    """Whether a function runs in a trace, or before any, as a constructor does."""
    return function in traced or (function is not None and function.name == "__init__")


def _may_set(context: Context, other: Store, holder: Instance) -> bool:
    """Whether another store may be one to the same object."""
    assert isinstance(other.target, Attribute)
    program = context.program
    return any(
        isinstance(value, Unknown)
        or (isinstance(value, Instance) and _class_of(value) is _class_of(holder))
        for frame in program.contexts.frames(other.scope)
        for value in program.evaluator.values(other.target.value, frame)
    )


def _class_of(value: Instance) -> object:
    return value.kind.definition if isinstance(value.kind, ClassValue) else value.kind


def _comes_after(attribute: Attribute, run: Run) -> bool:
    """Whether code may run after a run; code of other functions does."""
    assert run.runner is not None
    home, holder = run.runner.frame.scope.enclosing_scope, attribute.scope.enclosing_scope
    if holder is home or holder.function is None:
        return holder is home and attribute.start > run.runner.call.start
    return True


def _finding(
    context: Context, run: Run, store: Store, frame: Frame, attribute: Attribute
) -> Finding:
    assert store.value is not None and run.runner is not None
    call, target = run.runner.call, short_source(store.target)
    names = context.program.analysis(Dependence).names(store.value, frame)
    of = f" of {' and '.join(map(repr, names))}" if names else ""
    return Finding(
        code=SampledValueStoredOutside.code,
        name=SampledValueStoredOutside.name,
        message=(
            f"`{target}` keeps a tracer{of} from one trace of `{run.model.function.name}`, never "
            f"the posterior: `{short_source(attribute)}` outside of the model raises "
            "UnexpectedTracerError"
        ),
        path=frame.module.path,
        span=Span(store.statement.start, store.statement.end),
        label="outlives the trace",
        related=(
            Place(
                attribute.scope.module.path,
                Span(attribute.start, attribute.end),
                "read here, after the trace",
            ),
            Place(run.runner.frame.module.path, Span(call.start, call.end), "traced by this run"),
        ),
        help=("Keep it in a variable of the model, and take it from the samples outside.",),
    )
