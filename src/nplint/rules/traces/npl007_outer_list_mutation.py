from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Attribute, Call, Expr, Name, Subscript, short_source
from nplint.facts.statements import Assign, ExprStmt, Statement, statements
from nplint.finding import Finding, Place, Span
from nplint.model.runs import Run
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.traces.computes_with import computes
from nplint.rules.traces.outer_containers import OuterContainers
from nplint.semantic.values import BoundExpr, Container
from nplint.semantic.variables import variable_of

_PUTTING = frozenset({"append", "insert", "setdefault"})
_EMPTYING = ("clear", "pop", "popitem")


class OuterListMutation(TraceRule):
    """
    # outer-list-mutation (NPL007)

    ## What it finds
    A value that depends on a site, put by a model into a list or dict that outlives the trace (a
    variable of the module, a default argument), and computed with later: after the run, or in the
    model itself.

    ## What happens
    What the list holds are JAX's tracers, each of a trace that is over. Computing with them is
    `UnexpectedTracerError`, on every release; in the model it comes with the second trace, though
    a single seeded call works. It is never the draws of the posterior. Measured with the fixtures
    on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    means = []

    def model(y):
        mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
        means.append(mean)
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)

    mcmc.run(key, y)
    jnp.stack(means)  # UnexpectedTracerError
    ```

    ## Fix
    A list of the model's own inside, `mcmc.get_samples()` outside. nplint has no fix: which of the
    two is meant is for the author to say.

    ## When it stays silent
    The list is made in the model; it is only written, or its length read; it is emptied somewhere;
    what is put into it depends on no site.

    ## References
    https://docs.jax.dev/en/latest/errors.html#jax.errors.UnexpectedTracerError
    """

    code = "NPL007"
    name = "outer-list-mutation"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if not run.is_by("mcmc", "kernel", "svi", "predictive"):
            return
        for frame in trace.frames:
            function = frame.scope.function
            for statement in statements(function.body) if function is not None else ():
                put = _put(statement)
                if put is None or statement in self.told:
                    continue
                place, value = put
                outer = _outer(context, place, BoundExpr(value, frame))
                read = _read(context, run, place, *outer) if outer is not None else None
                if read is not None:
                    self.told.add(statement)
                    yield _finding(context, run, statement, place, BoundExpr(value, frame), read)


def _put(statement: Statement) -> tuple[Expr, Expr] | None:
    """The variable and the value, where a statement puts one into the other."""
    if isinstance(statement, Assign) and statement.value is not None:
        target = statement.targets[0]
        if isinstance(target, Subscript):
            return target.value, statement.value
    call = statement.value if isinstance(statement, ExprStmt) else None
    if isinstance(call, Call) and isinstance(call.func, Attribute) and call.arguments:
        if call.func.attr in _PUTTING:
            return call.func.value, call.arguments[-1].value
    return None


def _outer(context: Context, place: Expr, value: BoundExpr) -> tuple[str, Container] | None:
    """The variable's name and its container, if it outlives the trace and the value is a site's."""
    evaluator = context.program.evaluator
    variable = variable_of(evaluator, place, value.frame)
    values = evaluator.values(place, value.frame) if variable is not None else ()
    container = values[0] if len(values) == 1 else None
    if variable is None or not isinstance(container, Container) or container.frame.inside:
        return None
    if not context.program.analysis(Dependence).sites(value.expr, value.frame):
        return None
    _, name = variable
    emptied = context.program.analysis(OuterContainers).calls(_EMPTYING, name, container)
    return None if any(emptied) else (name, container)


def _read(
    context: Context, run: Run, place: Expr, name: str, container: Container
) -> tuple[Name | Attribute, bool] | None:
    """Where the elements are computed with: in a trace, or after the run; and which of them."""
    program = context.program
    for read in program.analysis(OuterContainers).reads(name, container):
        in_trace = read.scope.enclosing_scope.function in program.traced_functions
        if read is place or not (in_trace or _comes_after(read, run)):
            continue
        if computes(program.evaluator, program.contexts, read, read.scope, is_list=True):
            return read, in_trace
    return None


def _comes_after(read: Name | Attribute, run: Run) -> bool:
    """Whether code stands below a run in the same function or module."""
    assert run.runner is not None
    home = run.runner.frame.scope.enclosing_scope
    return read.scope.enclosing_scope is home and read.start > run.runner.call.start


def _finding(
    context: Context,
    run: Run,
    statement: Statement,
    filled: Expr,
    value: BoundExpr,
    read: tuple[Name | Attribute, bool],
) -> Finding:
    place, in_trace = read
    names = context.program.analysis(Dependence).names(value.expr, value.frame)
    of = f" of {' and '.join(map(repr, names))}" if names else ""
    when = "in the second trace" if in_trace else "after the run"
    assert run.runner is not None
    call = run.runner.call
    return Finding(
        code=OuterListMutation.code,
        name=OuterListMutation.name,
        message=(
            f"`{short_source(filled)}` keeps a tracer{of} from each trace of "
            f"`{run.model.function.name}`, never the posterior: computing with it {when} raises "
            "UnexpectedTracerError"
        ),
        path=value.frame.module.path,
        span=Span(statement.start, statement.end),
        label="outlives the trace",
        related=(
            Place(place.scope.module.path, Span(place.start, place.end), "computed with here"),
            Place(run.runner.frame.module.path, Span(call.start, call.end), "traced by this run"),
        ),
        help=("Use a list that the model makes itself, or the run's samples.",),
    )
