from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute, short_source
from nplint.facts.scopes import Scope, Store
from nplint.finding import Finding
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.kept_tracers import computes, tracer_of
from nplint.semantic.values import BoundExpr, ClassValue, Frame, Instance, Unknown


class SampledValueStoredOutside(TraceRule):
    """
    # sampled-value-stored-outside (NPL003)

    ## What it finds
    A value that depends on a site, stored by a model on an object that stays when the model has
    run (`self.mean = numpyro.sample(…)`), and read outside of it.

    ## What happens
    MCMC, SVI and `Predictive` let JAX run the model's Python on placeholders in the place of
    numbers, its tracers, to compile what it computes. They mean nothing once that pass, a trace,
    is over. The object keeps such a tracer; computing with it is `UnexpectedTracerError`, on every
    release. It is never the posterior. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

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
        for frame in trace.frames if run.is_traced else ():
            for store in frame.module.stores:
                if store.scope is frame.scope:
                    owner = _outer_owner(context, store, frame)
                    read = _read_outside(context, run, store, owner) if owner is not None else None
                    if read is not None:
                        yield self._finding(context, run, store, frame, read)

    def _finding(
        self, context: Context, run: Run, store: Store, frame: Frame, read: Attribute
    ) -> Finding:
        assert store.value is not None
        tracer = tracer_of(context.program, BoundExpr(store.value, frame))
        return self.finding(
            frame.locate(store.statement),
            f"`{short_source(store.target)}` keeps {tracer}, not its samples: computing with "
            f"`{short_source(read)}` outside of {run.model_name} raises UnexpectedTracerError",
            label="kept after the model has run",
            related=[
                read.scope.module.locate(read).labelled("read here, after the run"),
                *run.labelled("run here"),
            ],
            by_hand=(
                "Use a local variable in the model, and outside of it the run's samples, as "
                "`mcmc.get_samples()` gives them"
            ),
        )


def _outer_owner(context: Context, store: Store, frame: Frame) -> Instance | None:
    """Return the object of outside on which a store puts a site's value, if it is certain."""
    target, value = store.target, store.value
    if not isinstance(target, Attribute) or value is None or store.path:
        return None
    owner = context.values(BoundExpr(target.value, frame)).only
    if not isinstance(owner, Instance) or owner.call is None or owner.frame.in_trace:
        return None
    return owner if context.program.analysis(Dependence).sites(value, frame) else None


def _read_outside(context: Context, run: Run, store: Store, owner: Instance) -> Attribute | None:
    """Return a place outside of all traces that computes with what is stored."""
    assert isinstance(store.target, Attribute)
    program, attr = context.program, store.target.attr
    if any(
        _may_set(program, other, owner)
        for other in program.index.attribute_stores.get(attr, ())
        if not _is_early(program, other.scope)
    ):
        return None
    for module in program.looked_into:
        for read in module.attributes.get(attr, ()):
            if (
                not _is_early(program, read.scope)
                and _may_come_after(read, run)
                and computes(program, read)
                and _is_of(program, read, owner)
            ):
                return read
    return None


def _is_early(program: Program, scope: Scope) -> bool:
    """Tell whether code runs in a trace, or before any, as a constructor does."""
    function = scope.enclosing_scope.function
    return program.is_traced(scope) or (function is not None and function.name == "__init__")


def _may_set(program: Program, other: Store, owner: Instance) -> bool:
    """Tell whether another store may be one to the same object."""
    assert isinstance(other.target, Attribute)
    return any(
        isinstance(value, Unknown)
        or (isinstance(value, Instance) and _class_of(value) is _class_of(owner))
        for value in program.contexts.values(other.target.value, other.scope)
    )


def _class_of(value: Instance) -> object:
    return value.kind.definition if isinstance(value.kind, ClassValue) else value.kind


def _may_come_after(read: Attribute, run: Run) -> bool:
    """Tell whether a place may run after a run, as code of other functions may."""
    assert run.runner is not None
    scope, running = read.scope.enclosing_scope, run.runner.frame.scope.enclosing_scope
    if scope is running:
        return read.start > run.runner.call.start
    return scope.function is not None


def _is_of(program: Program, read: Attribute, owner: Instance) -> bool:
    """Tell whether an attribute is read of an object."""
    return any(
        isinstance(value, Instance) and value.call is owner.call
        for value in program.contexts.values(read.value, read.scope)
    )
